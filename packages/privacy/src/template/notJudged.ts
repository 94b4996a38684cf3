import { type Judgement, judgementOf } from '../census/census';
import type { NotJudged } from '../Verdict';
import type { Resource, Template } from './Template';

/** The resources that no rule judges, and the parts of the template that create others. */
export function notJudged(template: Template): NotJudged[] {
  const parts = template.opaque.map(
    ({ at, resource, why }): NotJudged => ({
      resource,
      line: at.line,
      message: `${why}.`,
    }),
  );
  // A resource that a macro makes has no type. The macro is one of the parts.
  const seen = new Set(parts.map(({ resource }) => resource));
  const resources = template.resources
    .filter(
      ({ id, type }) =>
        type !== '' &&
        !seen.has(id) &&
        !(seen.has('Transform') && isOfSam(type)),
    )
    .flatMap((resource): NotJudged[] => {
      const { id, type, node } = resource;
      const message = whyNotJudged(template, resource, judgementOf(type));
      return message ? [{ resource: id, type, line: node.line, message }] : [];
    });
  return [...parts, ...resources];
}

/** The part about the transform names them. */
function isOfSam(type: string): boolean {
  return /^aws::serverless::/i.test(type);
}

function whyNotJudged(
  template: Template,
  resource: Resource,
  judgement: Judgement,
): string | undefined {
  const { id, type } = resource;
  switch (judgement.kind) {
    case 'not-judged':
      return `${id} (${type}) is not judged: ${judgement.why}.`;
    case 'custom':
      return template
        .property(resource, 'ServiceToken')
        .every(token => isFunctionOf(template, token))
        ? undefined
        : `${id} (${type}) is not judged: its function is not in this template.`;
    default:
      return undefined;
  }
}

function isFunctionOf(
  template: Template,
  token: ReturnType<Template['property']>[number],
): boolean {
  const target =
    token.kind === 'reference' ? template.resource(token.id) : undefined;
  return target?.lowerType === 'aws::lambda::function';
}
