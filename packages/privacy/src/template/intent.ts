import { entry, type Node, stringOf } from '@private-serverless/template';

/**
 * What a template is for. Rules that need it do not apply if it is not stated.
 * @public
 */
export type Intent = {
  /** Whether the environment is for production. */
  production?: boolean;
  /** Whether the environment has a key of its own that encrypts logs and data. */
  customerKey?: boolean;
  /** Whether a web ACL must protect the API. */
  waf?: boolean;
  /** How the methods of the API authorize their callers: by IAM, by a token (JWT), or not at all. */
  authorization?: 'iam' | 'jwt' | 'none';
  /** The paths of the app in the API, such as `/app`. Browsers get them without authorization. */
  appPaths?: readonly string[];
  /** The AWS services that the code of the functions calls, as in the names of SDK clients, such as `dynamodb` or `secrets-manager`. */
  services?: readonly string[];
};

/** The intent that a template states in `Metadata.privateServerless`. Other values than the documented ones state nothing. */
export function intentOf(root: Node): Intent {
  const stated = entry(entry(root, 'Metadata'), 'privateServerless');
  const services = entry(stated, 'services');
  const appPaths = entry(stated, 'appPaths');
  return {
    ...authorizationOf(stated),
    ...flag(stated, 'production'),
    ...flag(stated, 'customerKey'),
    ...flag(stated, 'waf'),
    ...(services?.kind === 'list' && {
      services: services.items.flatMap(item => stringOf(item) ?? []),
    }),
    ...(appPaths?.kind === 'list' && {
      appPaths: appPaths.items.flatMap(item => stringOf(item) ?? []),
    }),
  };
}

function flag(
  stated: Node | undefined,
  name: 'production' | 'customerKey' | 'waf',
): Intent {
  const node = entry(stated, name);
  if (node?.kind !== 'scalar') return {};
  const text = String(node.value);
  return text === 'true' || text === 'false' ? { [name]: text === 'true' } : {};
}

function authorizationOf(stated: Node | undefined): Intent {
  const authorization = stringOf(entry(stated, 'authorization'));
  switch (authorization) {
    case 'iam':
    case 'jwt':
    case 'none':
      return { authorization };
    default:
      return {};
  }
}
