import {
  type Node,
  readTemplateText,
  TemplateError,
  toPlain,
} from '@private-serverless/template';
import { dayOf } from '../settings';
import type { Finding } from '../Verdict';
import type { VerifyOptions } from '../VerifyOptions';

/**
 * Lets findings that the deployed template already has pass until the day that the environment names. A service that runs today
 * may break a rule that did not exist when it was created.
 *
 * @param root - of the template that is verified
 * @param verify - verifies the deployed template
 */
export function postpone(
  root: Node,
  findings: readonly Finding[],
  options: Omit<VerifyOptions, 'template'>,
  verify: (deployed: VerifyOptions) => readonly Finding[],
): Finding[] {
  const { settings, deployed, now = new Date() } = options;
  const from = settings?.newRules?.block?.from;
  const isDue = from === undefined || dayOf(now) >= from;
  if (isDue || !deployed || !findings.some(({ blocking }) => blocking)) {
    return [...findings];
  }
  const known = knownKeys(
    { ...options, ...deployed, deployed: undefined },
    verify,
  );
  return findings.map(finding =>
    finding.blocking && known.has(keyOf(finding, root))
      ? { ...finding, blocking: false, blocksFrom: from }
      : finding,
  );
}

/** The findings of the deployed template. None if it cannot be read, so that every finding counts as new. */
function knownKeys(
  deployed: VerifyOptions,
  verify: (options: VerifyOptions) => readonly Finding[],
): ReadonlySet<string> {
  try {
    const { root } = readTemplateText(deployed.template);
    return new Set(verify(deployed).map(finding => keyOf(finding, root)));
  } catch (error) {
    if (error instanceof TemplateError) return new Set();
    throw error;
  }
}

/**
 * Two findings are the same if they say the same about the same resource, and what they point to has the same content. In a list,
 * such as the rules of a security group or the statements of a policy, that is the whole list: a rule may report only the first
 * item, or only one value of it. The line does not matter.
 */
function keyOf(
  { rule, resource, status, message, path }: Finding,
  root: Node,
): string {
  const node = nodeAt(root, path.replace(/\[.*$/s, ''));
  const isPart = path.split('.').length > 2;
  const content = node && isPart ? JSON.stringify(toPlain(node)) : '';
  return [rule, resource, status, message, content].join('\n');
}

/** The node with a path. Undefined if the template does not have it. */
function nodeAt(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  while (node && node.path !== path) {
    const children: Node[] =
      node.kind === 'map' ? [...node.entries.values()] : [];
    node = children.find(
      child => child.path === path || path.startsWith(`${child.path}.`),
    );
  }
  return node;
}
