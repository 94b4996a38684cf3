import { isRecord } from '../isRecord';

/**
 * Names of properties and variables whose values must not appear in a log, a plan or a drift result. It is better to
 * hide a harmless value than to show a secret. `pass` matches only as a whole word: `SMTP_PASS`, not `bypass`. The names
 * that only say whether and how callers are authorized do not match: AuthorizationType, AuthorizationScopes, ApiKeyRequired.
 */
export const secretName =
  /passw(?:or)?d|passphrase|pwd|(?<![a-z])pass(?![a-z])|secret|token|credential|authorization(?!type|scopes)|(?:api|access|private|account)[-_]?key(?!required)/i;

/** The placeholder for a hidden value, the same as CloudFormation's. */
export const hidden = '****';

/** Members of a pair that hold the name of the value beside them. */
const pairNames = ['Name', 'Key', 'name', 'key', 'ParameterName'];

/** True for a pair such as `{ Name: DB_PASSWORD, Value: … }`. */
export function isSecretPair(node: unknown): boolean {
  return (
    isRecord(node) &&
    pairNames.some(name => secretName.test(String(node[name])))
  );
}

/**
 * The same content without the values whose name, or whose pair's name, is that of a secret.
 *
 * @param ofText - converts every other text in the content. @defaultValue no conversion
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
 * True for the attributes in the response of a custom resource, which may contain a password for `Fn::GetAtt`, and for
 * the value of an SSM parameter of type SecureString.
 */
function isSecretByForm(node: Record<string, unknown>, name: string): boolean {
  return (
    (name === 'Data' && 'LogicalResourceId' in node && 'Status' in node) ||
    (name === 'Value' && node.Type === 'SecureString')
  );
}

/** The content of a text that is a JSON object or array, otherwise undefined. */
export function parsedJson(text: string | undefined): unknown {
  if (!text || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
