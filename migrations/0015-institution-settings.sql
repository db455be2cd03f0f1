-- What the institution's administrator says of it: an import brings its name alone.
grant update (region_code, address, npwp, time_zone, approval_above_sen) on institution.institutions to bangga_app;
