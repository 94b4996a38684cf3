import {
  entry,
  type Node,
  stringOf,
  type Truth,
  type Value,
} from '@private-serverless/template';
import { conditionBlocks } from '../policy/conditions';
import { some, testText } from '../policy/statement';
import type { Template } from '../template/Template';

/** Services whose ARNs have the name of the resource directly after the account, without a type. */
const withoutTypes = /^(s3|sqs|sns|execute-api|codepipeline|codecommit)$/i;

/** Keys that limit which resources an action reaches. In lower case. */
const limits =
  /^(aws:|[a-z0-9-]+:)(resourcetag|requesttag)\/|^(ec2:vpc|ec2:subnet|ecs:cluster|secretsmanager:secretid)$/;

const positive =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

/** Whether a statement applies to resources that it does not name. */
export function hasWildcardResource(
  template: Template,
  statement: Value,
): Truth {
  const resources = template.items(template.child(statement, 'Resource'));
  if (resources.length === 0) return undefined;
  return some(
    resources.map(value =>
      value.kind === 'unknown' && namesResource(widest(value.at))
        ? false
        : testText(value, text => !namesResource(text)),
    ),
  );
}

/** The widest text that `Fn::Sub` or `Fn::Join` can make, with a star for each part that is not literal. */
function widest(node: Node): string {
  const sub = entry(node, 'Fn::Sub');
  const text = stringOf(sub?.kind === 'list' ? sub.items[0] : sub);
  if (text !== undefined) return text.replace(/\$\{[^!}][^}]*\}/g, '*');
  const join = entry(node, 'Fn::Join');
  const [separator, parts] = join?.kind === 'list' ? join.items : [];
  return parts?.kind === 'list'
    ? parts.items
        .map(part => stringOf(part) ?? '*')
        .join(stringOf(separator) ?? '*')
    : '*';
}

/** Whether a resource of a policy names something, such as a table or the first part of the names of log groups. */
export function namesResource(text: string): boolean {
  // An ARN that only AWS knows, such as ${Table.Arn}/index/*.
  if (!/^arn:/i.test(text)) return /^[^*?:/]+([:/]|$)/.test(text);
  const [, , service, , account, ...rest] = text.split(':');
  if (rest.length === 0) return false;
  const parts = rest.join(':').split(/[:/]/);
  // Where an ARN has no account, the type may be missing.
  const hasType =
    parts.length > 1 && account !== '' && !withoutTypes.test(service);
  return parts.slice(hasType ? 1 : 0).some(part => /[^*?]/.test(part));
}

/** Whether every alternative of the condition of a statement limits its resources, such as by their tags. */
export function limitsResources(template: Template, statement: Value): boolean {
  return conditionBlocks(template, statement).every(
    block =>
      block.kind === 'tests' &&
      block.tests.some(
        ({ key, operator, values, mayVanish }) =>
          limits.test(key) &&
          positive.test(operator) &&
          !mayVanish &&
          values.every(
            value => value.kind !== 'scalar' || !/^\*+$/.test(value.text),
          ),
      ),
  );
}
