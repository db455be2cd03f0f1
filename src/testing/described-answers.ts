import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}
// biome-ignore lint/suspicious/noExplicitAny: a description is read here as a stranger would read it
type Json = any;

/** Reads a description as any client would, with a validator that is not ours. */
export function readDescription(document: Described) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addFormat('binary', true);
  ajv.addSchema({ $id: 'api', ...document });
  const follow = (node: Json): Json =>
    typeof node?.$ref === 'string'
      ? node.$ref
          .slice(2)
          .split('/')
          .reduce((place: Json, step: string) => place[step], document)
      : node;
  const validate = (schema: Json, value: unknown): string[] => {
    const known = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')));
    return known(value) ? [] : (known.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const patterns = Object.keys(document.paths)
    .toSorted((a, b) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0))
    .map((path) => [path, new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)] as const);

  /** What is wrong with an answer against its description; nothing for pages. */
  async function faultsOf(method: string, path: string, response: Response): Promise<string[]> {
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const [bare = ''] = path.split('?');
    const place = patterns.find(([, pattern]) => pattern.test(bare))?.[0];
    const operation = place && document.paths[place]?.[method.toLowerCase()];
    if (!operation) return [`${method} ${bare} is not described`];
    const told = follow(operation.responses[response.status] ?? operation.responses.default);
    const isRefusal = response.status >= 400;
    if (!isRefusal && !operation.responses[response.status]) return [`${method} ${place} answers ${response.status}`];
    if (response.status === 204 || response.status === 303) return [];
    const content = told.content?.[type];
    if (!content) return [`${method} ${place} answers ${response.status} as ${type}`];
    if (!type.endsWith('json')) return [];
    const faults = validate(content.schema, await response.clone().json());
    return faults.map((fault) => `${method} ${place} ${response.status}: ${fault}`);
  }

  return { faultsOf, validate };
}
