import { z } from 'zod';
import type { Translate } from './i18n.ts';
import { type Description, descriptionOf, KEY_SHAPE, type Who } from './route.ts';

type Json = Record<string, unknown>;

/** A route of the site, as the web framework keeps it. */
interface Mounted {
  readonly method: string;
  readonly path: string;
  readonly handler: object;
}

export interface Operation extends Description {
  readonly method: string;
  readonly path: string;
  /** The part of the house it belongs to: `requests`, `bills`, `offers`. */
  readonly place: string;
}

/** Every described route of a site, once, in the order in which they were put there. */
export function operationsOf(routes: readonly Mounted[]): Operation[] {
  const found = routes.flatMap(({ method, path, handler }) => {
    const description = descriptionOf(handler);
    return description ? [{ ...description, method, path, place: placeOf(path) }] : [];
  });
  return [...new Map(found.map((one) => [`${one.method} ${one.path}`, one])).values()];
}

function placeOf(path: string): string {
  const [first = '', , third = ''] = path.split('/').slice(1);
  return third === '' || third.startsWith(':') ? first || 'home' : third;
}

interface About {
  readonly t: Translate;
  /** Where this hub answers. */
  readonly baseUrl: string;
  /** The cookie that carries a session. */
  readonly cookie: string;
  /** Every code of a refusal, with its sentence. */
  readonly problems: readonly (readonly [string, string])[];
}

/** The OpenAPI 3.1 description of a site, made from the schemas that its routes read by. */
export function openApi(operations: readonly Operation[], { t, baseUrl, cookie, problems }: About): Json {
  const shared: Json = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
    const { $schema, $defs = {}, ...own } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: trim });
    Object.assign(shared, JSON.parse(JSON.stringify($defs).replaceAll('#/$defs/', '#/components/schemas/')));
    return JSON.parse(JSON.stringify(own).replaceAll('#/$defs/', '#/components/schemas/')) as Json;
  };
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationJson(operation, schemaOf, t) };
  }
  const ref = { name: 'Problem', schema: problemSchema(problems) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bangga',
      version: '0.1.0',
      description: t('api.about'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: baseUrl }],
    tags: [...new Set(operations.map(({ place }) => place))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...shared, [ref.name]: ref.schema },
      parameters: {
        IdempotencyKey: {
          ...{ name: 'Idempotency-Key', in: 'header', required: true, description: t('api.key') },
          schema: { type: 'string', pattern: KEY_SHAPE },
        },
      },
      responses: {
        Problem: {
          description: t('api.problem'),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookie, description: t('api.session') } },
    },
  };
}

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json;

function operationJson(operation: Operation, schemaOf: SchemaOf, t: Translate): Json {
  const { name, who, place, method, path, query, body, keyed } = operation;
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, param = '']) => pathParameter(param)),
    ...(query ? queryParameters(schemaOf(query, 'input')) : []),
    ...(keyed ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
  return {
    operationId: name,
    tags: [place],
    summary: t(`api.${name}`),
    description: whoSays(who, t),
    'x-roles': who,
    security: who === 'anyone' ? [] : [{ session: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: bodyContent(schemaOf(body, 'input')) } } : {}),
    responses: responsesOf(operation, schemaOf, t, method === 'POST'),
  };
}

/** Who may, in words. */
export function whoSays(who: Who, t: Translate): string {
  if (typeof who === 'string') return t(`api.who-${who}`);
  return t('api.who-roles', { roles: who.map((role) => t(`account.role-${role}`)).join(', ') });
}

/** What a route reads, by name: what it must have comes plain, what it may have in brackets. */
export function fieldsOf({ query, body }: Operation): string[] {
  const shape = { ...query?.shape, ...body?.shape };
  return Object.entries(shape).map(([name, field]) => (z.safeParse(field, undefined).success ? `[${name}]` : name));
}

function pathParameter(name: string): Json {
  const schema = name.endsWith('Id') ? { type: 'string', format: 'uuid' } : { type: 'string' };
  return { name, in: 'path', required: true, schema };
}

function queryParameters({ properties = {}, required = [] }: Json): Json[] {
  return Object.entries(properties as Json).map(([name, schema]) => ({
    ...{ name, in: 'query', required: (required as string[]).includes(name), schema },
  }));
}

/** A form has the same fields as JSON: `lines.0.quantity` is `{ lines: [{ quantity }] }`. A file needs a form. */
function bodyContent(schema: Json): Json {
  const hasFile = JSON.stringify(schema).includes('"contentEncoding":"binary"');
  return { [hasFile ? 'multipart/form-data' : 'application/json']: { schema } };
}

function responsesOf(operation: Operation, schemaOf: SchemaOf, t: Translate, isPost: boolean): Json {
  const { answer, status = 200, otherwise = {}, page } = operation;
  const pageContent = page && !isPost ? { [page]: { schema: { type: 'string' } } } : {};
  const content = { ...(answer ? { 'application/json': { schema: schemaOf(answer, 'output') } } : {}), ...pageContent };
  const hasContent = Object.keys(content).length > 0 && status !== 204 && status !== 303;
  return {
    [status]: { description: t(status === 303 ? 'api.elsewhere' : 'api.done'), ...(hasContent ? { content } : {}) },
    ...((isPost || status === 204) && page ? { 303: { description: t('api.elsewhere') } } : {}),
    ...Object.fromEntries(
      Object.entries(otherwise).map(([code, schema]) => [code, otherJson(code, schemaOf(schema, 'output'), t)]),
    ),
    default: { $ref: '#/components/responses/Problem' },
  };
}

/** A richer refusal stands beside the plain one, for both may come under one status. */
function otherJson(status: string, own: Json, t: Translate): Json {
  const content =
    status === '422'
      ? { 'application/problem+json': { schema: { anyOf: [own, { $ref: '#/components/schemas/Problem' }] } } }
      : { 'application/json': { schema: own } };
  return { description: t('api.otherwise'), content };
}

/** RFC 9457, once for all: `type` is a stable code, `title` its sentence in the reader's language. */
function problemSchema(problems: About['problems']): Json {
  return {
    type: 'object',
    required: ['type', 'title', 'status'],
    properties: {
      type: { type: 'string', oneOf: problems.map(([code, title]) => ({ const: code, title })) },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['field', 'reason'],
          properties: { field: { type: 'string' }, reason: { type: 'string' } },
        },
      },
    },
    additionalProperties: { type: 'string' },
  };
}

/** A moment travels as text; what only repeats the format or the language's own limits is left out. */
function trim({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }) {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
  if (jsonSchema.format === 'uuid') delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
