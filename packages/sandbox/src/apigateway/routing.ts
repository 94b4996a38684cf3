import { DeployedMethod } from './deployedApi';

/** The method for a request, and its path variables. */
export type Route = {
  method: DeployedMethod;
  pathParameters: Record<string, string>;
};

/**
 * Finds the method for a path. Literal segments take precedence over variables,
 * variables over greedy ones, and a named method over `ANY`.
 *
 * @param path - without the stage, still percent-encoded
 */
export function findRoute(
  methods: DeployedMethod[],
  httpMethod: string,
  path: string,
): Route | undefined {
  const segments = path.split('/').filter(segment => segment !== '');
  const candidates = methods
    .map(method => ({
      method,
      pathParameters: matchPath(method.path, segments),
    }))
    .filter((route): route is Route => route.pathParameters !== undefined)
    .sort((a, b) => rank(a.method).localeCompare(rank(b.method)));
  // The most specific resource is selected even if it does not have the method.
  const [best] = candidates;
  const onResource = candidates.filter(
    route => route.method.path === best?.method.path,
  );
  return (
    onResource.find(route => route.method.httpMethod === httpMethod) ??
    onResource.find(route => route.method.httpMethod === 'ANY')
  );
}

function rank({ path }: DeployedMethod): string {
  return path
    .split('/')
    .map(part => {
      if (part.endsWith('+}')) return '2';
      return part.startsWith('{') ? '1' : '0';
    })
    .join('');
}

function matchPath(
  pattern: string,
  segments: string[],
): Record<string, string> | undefined {
  const parts = pattern.split('/').filter(part => part !== '');
  const parameters: Record<string, string> = {};
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    const name = /^\{(.+?)(\+)?\}$/.exec(part);
    if (name?.[2]) {
      if (index >= segments.length) return undefined;
      parameters[name[1]] = segments.slice(index).map(decode).join('/');
      return parameters;
    }
    if (index >= segments.length) return undefined;
    if (name) parameters[name[1]] = decode(segments[index]);
    else if (decode(segments[index]) !== part) return undefined;
  }
  return parts.length === segments.length ? parameters : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
