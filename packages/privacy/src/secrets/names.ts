/** Last words of names of values that are secret. */
const secretWords =
  /^(password|passwd|pwd|passphrase|passcode|secret|secrets|token|credential|credentials|apikey|privatekey|secretkey|accesskey|authtoken|dsn)$/;
/** Words that make a key secret. */
const secretKeys =
  /^(api|private|secret|access|signing|encryption|auth|master|shared|service|license|jwt|hmac|session)$/;
/** Words after the secret that do not change what it is. */
const additions =
  /^(value|plain|plaintext|text|string|base64|encoded|raw|prod|production|dev|development|test|staging|old|new|current|previous|default|base|v|[0-9]+)$/;
/** Words before it that make it a setting about a secret, or a value that is not one. */
const settings =
  /^(use|enable|enabled|disable|disabled|require|required|has|is|allow|max|min|next|page|continuation|csrf|public|no|number|count)$/;
/** Words that make a name that of a reference to a secret. */
const pointers =
  /(arn|arns|name|names|id|ids|path|paths|parameter|param|url|uri|ref|reference|location)$/;

/** The words of a name such as `dbPassword`, `DB_PASSWORD` or `/orders/db-password`, in lower case. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4')
    .replace(/([A-Za-z])([0-9])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}

/** Whether a name says that its value is a secret, such as `DB_PASSWORD`. Not for `PASSWORD_POLICY` or `SECRET_ARN`. */
export function suggestsSecret(name: string): boolean {
  const words = wordsOf(name);
  while (words.length > 1 && additions.test(words[words.length - 1])) {
    words.pop();
  }
  const last = words[words.length - 1] ?? '';
  const before = words[words.length - 2] ?? '';
  if (words.some(word => settings.test(word))) return false;
  return (
    secretWords.test(last) || (/^keys?$/.test(last) && secretKeys.test(before))
  );
}

/** Whether a name says that its value only refers to something, such as `SecretArn`. */
export function suggestsReference(name: string): boolean {
  return pointers.test(wordsOf(name).pop() ?? '');
}
