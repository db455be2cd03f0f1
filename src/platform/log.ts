import pino from 'pino';

/** For operators, on standard error, one JSON object a line. Never a personal value, never a secret. */
export const log = pino(
  { base: null, serializers: { error: pino.stdSerializers.err } },
  pino.destination({ dest: 2, sync: true }),
);
