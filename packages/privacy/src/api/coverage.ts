import type { Value } from '@private-serverless/template';
import { testElement, wildcardMatches } from '../policy/statement';
import type { Template } from '../template/Template';
import type { ApiMethod } from './ApiMethod';

/** Whether a statement of an API policy may apply to a method. True if that cannot be determined. */
export function mayCover(
  template: Template,
  statement: Value,
  { verb, path }: ApiMethod,
): boolean {
  const truths = testElement(template, statement, 'Resource', resource => {
    const [, verbs, paths] = partsOf(resource);
    const isVerb =
      verb === undefined ||
      verb === 'ANY' ||
      verbs === undefined ||
      wildcardMatches(verbs, verb);
    return isVerb && isPath(paths, path);
  });
  return truths.length === 0 || truths.some(truth => truth !== false);
}

/** Stage, verb and path of a resource such as `execute-api:/live/GET/items`, or of its ARN. */
function partsOf(resource: string): [string?, string?, string?] {
  const text = /^arn:/i.test(resource)
    ? resource
        .split(':')
        .slice(5)
        .join(':')
        .replace(/^[^/]*\/?/, '')
    : resource.replace(/^execute-api:\/?/i, '');
  const [stage, verb, ...path] = text.split('/');
  // A star includes what follows.
  if (/^\**$/.test(stage) && verb === undefined) return [];
  return [stage, verb, path.length === 0 ? undefined : path.join('/')];
}

/** A parameter in the path stands for any text. */
function isPath(pattern: string | undefined, path: string | undefined) {
  if (pattern === undefined || path === undefined) return true;
  const text = path.replace(/^\//, '');
  return (
    wildcardMatches(pattern, text) ||
    wildcardMatches(text.replace(/\{[^}]*\}/g, '*'), pattern)
  );
}
