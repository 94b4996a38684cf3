import { type ApiRequest, HttpError } from './http.ts';

/** Finds the route of a request. Without one, the resource is the path itself, which is no route. */
export type Matcher = (httpMethod: string, path: string) => Pick<ApiRequest, 'resource' | 'pathParameters'>;

/**
 * @param routes - methods and paths, such as `GET /items/{id}`. A parameter is one segment of the path. A route with fewer
 *   parameters takes precedence
 */
export function createMatcher(routes: string[]): Matcher {
  const patterns = routes
    .map(route => {
      const [method = '', resource = ''] = route.split(' ');
      return { method, resource, segments: resource.split('/') };
    })
    .sort((a, b) => parametersIn(a.segments) - parametersIn(b.segments));

  return (httpMethod, path) => {
    const parts = path.split('/');
    for (const { method, resource, segments } of patterns) {
      if (method !== httpMethod || segments.length !== parts.length) continue;
      const fits = segments.every((segment, index) =>
        isParameter(segment) ? parts[index] !== '' : segment === parts[index],
      );
      if (!fits) continue;
      const values = segments.flatMap((segment, index) =>
        isParameter(segment) ? [[segment.slice(1, -1), decode(parts[index] ?? '')]] : [],
      );
      return { resource, pathParameters: values.length > 0 ? Object.fromEntries(values) : null };
    }
    return { resource: path, pathParameters: null };
  };
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function parametersIn(segments: string[]): number {
  return segments.filter(isParameter).length;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'The path is not encoded correctly.');
  }
}
