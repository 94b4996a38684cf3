import {
  type Parameter,
  splitSub,
  type Value,
} from '@private-serverless/template';
import type { Template } from '../template/Template';
import { canBeSecret, resolvesSecret, secretFormat } from './formats';
import { suggestsReference, suggestsSecret } from './names';
import { parametersIn, textsIn } from './nodes';

/** Attributes that are secrets, in lower case. Source: the documentation of the types in the resource specification. */
const secretAttributes: Record<string, string> = {
  'aws::iam::accesskey': 'secretaccesskey',
  'aws::appsync::apikey': 'apikey',
  'aws::cognito::userpoolclient': 'clientsecret',
  'aws::managedblockchain::accessor': 'billingtoken',
};

/** Whether a value shows a secret, and what it is. The value itself is never part of the result. */
export type Secrecy =
  | { kind: 'none' }
  | { kind: 'secret'; what: string }
  | { kind: 'unclear'; why: string };

/**
 * What a value with a name shows.
 *
 * @param parameters - of the template
 */
export function secrecyOf(
  template: Template,
  parameters: ReadonlyMap<string, Parameter>,
  name: string,
  value: Value,
): Secrecy {
  const hidden = parametersIn(value.at).find(
    one => parameters.get(one)?.noEcho,
  );
  if (hidden !== undefined) {
    return {
      kind: 'secret',
      what: `the parameter ${hidden}, which is hidden elsewhere (NoEcho)`,
    };
  }
  // As written, because a dynamic reference and a text with unknown parts are unknown values.
  const written = textsIn(value.at);
  if (written.some(resolvesSecret)) {
    return { kind: 'secret', what: 'a secret that CloudFormation resolves' };
  }
  const [format] = written.flatMap(text => secretFormat(text) ?? []);
  if (format) return { kind: 'secret', what: format };
  switch (value.kind) {
    case 'scalar':
      return ofText(
        template,
        // The value of a parameter such as SecretName is not the secret.
        parametersIn(value.at).some(one => suggestsReference(one)) ? '' : name,
        value.text,
      );
    case 'reference':
      return ofAttributes(template, [`${value.id}.${value.attribute ?? ''}`]);
    case 'unknown':
      return ofUnknown(parameters, name, value);
    default:
      return { kind: 'none' };
  }
}

function ofText(template: Template, name: string, text: string): Secrecy {
  const format = secretFormat(text);
  if (format) return { kind: 'secret', what: format };
  const named = ofAttributes(
    template,
    (splitSub(text, 1000) ?? []).flatMap(piece =>
      'name' in piece ? [piece.name] : [],
    ),
  );
  if (named.kind === 'secret') return named;
  // A text made only of values that AWS knows, such as an ID.
  const literal = text.replace(/\$\{[^}]*\}/g, '');
  return suggestsSecret(name) && canBeSecret(text) && literal !== ''
    ? { kind: 'secret', what: 'a value in clear text' }
    : { kind: 'none' };
}

function ofAttributes(template: Template, names: string[]): Secrecy {
  const secret = names.find(name => {
    const [id, attribute = ''] = name.split(/\.(.*)/s);
    const type = template.resource(id)?.lowerType ?? '';
    return (
      Object.hasOwn(secretAttributes, type) &&
      secretAttributes[type] === attribute.toLowerCase()
    );
  });
  return secret ? { kind: 'secret', what: secret } : { kind: 'none' };
}

function ofUnknown(
  parameters: ReadonlyMap<string, Parameter>,
  name: string,
  value: Value & { kind: 'unknown' },
): Secrecy {
  if (!suggestsSecret(name)) return { kind: 'none' };
  const used = parametersIn(value.at).filter(one => parameters.has(one));
  if (used.some(one => !suggestsReference(one))) {
    return { kind: 'secret', what: `the parameter ${used[0]}` };
  }
  return used.length > 0
    ? { kind: 'none' }
    : { kind: 'unclear', why: value.why };
}
