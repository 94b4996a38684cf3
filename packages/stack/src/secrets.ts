import { isRecord } from './template/parse';

/**
 * Names of properties and variables whose values must not appear in a log, a plan or a drift result. Hides too many
 * values rather than too few. `pass` counts only as a word of its own: `SMTP_PASS`, not `bypass`.
 */
export const secretName =
  /passw(?:or)?d|passphrase|pwd|(?<![a-z])pass(?![a-z])|secret|token|credential|authorization|(?:api|access|private|account)[-_]?key/i;

/** What stands in the place of a value that is not to be shown; CloudFormation's own sign for it. */
export const hidden = '****';

/** Names that say in a list of pairs what the value beside them is. */
const pairNames = ['Name', 'Key', 'name', 'key', 'ParameterName'];

/** True for a pair such as `{ Name: DB_PASSWORD, Value: … }`. */
export function isSecretPair(node: unknown): boolean {
  return (
    isRecord(node) &&
    pairNames.some(name => secretName.test(String(node[name])))
  );
}

/**
 * The same content without the values that are named like a secret, or stand beside such a name in a pair.
 *
 * @param ofText - what becomes of every other text in it; default: it stays
 */
export function hideInside(
  node: unknown,
  ofText: (text: string) => unknown = text => text,
): unknown {
  if (typeof node === 'string') return ofText(node);
  if (Array.isArray(node)) return node.map(item => hideInside(item, ofText));
  if (!isRecord(node)) return node;
  const isPair = isSecretPair(node);
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      secretName.test(name) ||
      (isPair && !pairNames.includes(name)) ||
      isSecretByForm(node, name)
        ? hidden
        : hideInside(value, ofText),
    ]),
  );
}

/**
 * True for the attributes in a custom resource's answer (`Fn::GetAtt` may read a password from them), and for the value
 * of an SSM parameter of type SecureString.
 */
function isSecretByForm(node: Record<string, unknown>, name: string): boolean {
  return (
    (name === 'Data' && 'LogicalResourceId' in node && 'Status' in node) ||
    (name === 'Value' && node.Type === 'SecureString')
  );
}

/** The content of a text that is a JSON object or list, else undefined. */
export function parsedJson(text: string | undefined): unknown {
  if (!text || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
