import { entry, type Node, stringOf } from '@private-serverless/template';
import { change } from '../template/build';
import type { Expansion } from './Expansion';
import { addEvents } from './functionEvents';
import { addRole } from './functionRole';

/** Properties of SAM's function that `AWS::Lambda::Function` does not have. */
const ownProperties = [
  'AssumeRolePolicyDocument',
  'AutoPublishAlias',
  'AutoPublishAliasAllProperties',
  'AutoPublishCodeSha256',
  'CodeUri',
  'DeadLetterQueue',
  'DeploymentPreference',
  'Environment',
  'EventInvokeConfig',
  'Events',
  'FunctionUrlConfig',
  'ImageUri',
  'InlineCode',
  'Layers',
  'PermissionsBoundary',
  'Policies',
  'PropagateTags',
  'ProvisionedConcurrencyConfig',
  'RolePath',
  'Tags',
  'Tracing',
  'VersionDescription',
  'VersionDeletionPolicy',
];

/**
 * Expands `AWS::Serverless::Function`.
 *
 * @param properties - with the defaults of `Globals`
 * @returns the implicit APIs that its events need
 */
export function expandFunction(expansion: Expansion, properties: Node) {
  const { id, source } = expansion;
  const property = (name: string) => entry(properties, name);
  const role = property('Role');
  if (!role) addRole(expansion, properties);
  const tracing = property('Tracing');
  expansion.add(
    id,
    'AWS::Lambda::Function',
    source,
    change(properties, {
      without: ownProperties,
      set: {
        Role: role ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        Environment: property('Environment'),
        Layers: property('Layers'),
        ...(tracing && { TracingConfig: { Mode: tracing } }),
      },
    }),
  );
  addUrl(expansion, property('FunctionUrlConfig'));
  const alias = property('AutoPublishAlias');
  if (alias) {
    expansion.add(`${id}Version`, 'AWS::Lambda::Version', alias, {
      FunctionName: { Ref: id },
    });
    expansion.add(
      `${id}Alias${stringOf(alias) ?? ''}`,
      'AWS::Lambda::Alias',
      alias,
      { FunctionName: { Ref: id }, Name: alias },
    );
  }
  return addEvents(expansion, properties);
}

/** A URL, and the permission for everybody if it needs no authorization. */
function addUrl(expansion: Expansion, url: Node | undefined): void {
  if (!url) return;
  const { id } = expansion;
  const type = entry(url, 'AuthType');
  expansion.add(`${id}Url`, 'AWS::Lambda::Url', url, {
    AuthType: type,
    TargetFunctionArn: { Ref: id },
  });
  if (stringOf(type) === 'NONE') {
    expansion.add(`${id}UrlPublicPermissions`, 'AWS::Lambda::Permission', url, {
      Action: 'lambda:InvokeFunctionUrl',
      FunctionName: { Ref: id },
      Principal: '*',
      FunctionUrlAuthType: type,
    });
  }
}
