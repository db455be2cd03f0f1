-- What waits for somebody is asked for at every look into the inbox, among very many requests that are over.
create index requests_waiting on purchase.requests (institution_id, state)
  where state in ('choosing', 'awaiting-approval');
