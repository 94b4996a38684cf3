import path from 'node:path';
import { domainsDriftPolicy, domainsPolicy } from './domains';
import { goldenResources } from './fragments';
import {
  loadBalancersDriftPolicy,
  loadBalancersPolicy,
  pinnedTargetsPolicy,
} from './loadBalancers';
import { policy, type PolicyDocument, type Statement } from './policyDocument';
import { rolePolicy } from './rolePolicies';
import {
  connectionsPolicy,
  driftStatements,
  keyPolicy,
  serviceRolePolicy,
} from './serviceRole';

/** Folder of the documents, relative to the repository's root. */
export const folder = 'docs/iam';

/** The repository's root. */
// eslint-disable-next-line no-restricted-syntax -- never built
export const repositoryRoot = path.resolve(__dirname, '../../..');

/** Trust policy of the service role. A principal of another account cannot pass the role, so no condition is needed. */
export const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudformation.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

/** Additional permissions for objects in a bucket that is encrypted with your key. */
const workspaceKey: Statement = {
  Sid: 'WorkspaceKey',
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: 'WORKSPACE_KEY_ARN',
  Condition: { StringEquals: { 'kms:ViaService': 's3.REGION.amazonaws.com' } },
};

/** Additional permissions of a deploy if the artifact bucket is encrypted with your key. */
const artifactsKey: Statement = {
  ...workspaceKey,
  Sid: 'ArtifactsKey',
  Resource: 'KMS_KEY_ARN',
};

/** Every identity-based policy, by file name. */
export function policies(
  root = repositoryRoot,
): Record<string, PolicyDocument> {
  const resources = goldenResources(root);
  const drift = rolePolicy('drift');
  return {
    'deploy.json': rolePolicy('deploy'),
    'artifacts-key.json': policy(artifactsKey),
    'empty-buckets.json': rolePolicy('empty-buckets'),
    'read.json': rolePolicy('read'),
    'readiness.json': rolePolicy('readiness'),
    'drift.json': policy(...drift.Statement, ...driftStatements(resources)),
    'cloudformation.json': serviceRolePolicy(resources, false),
    'cloudformation-with-boundary.json': serviceRolePolicy(resources, true),
    'cloudformation-connections.json': connectionsPolicy(resources),
    'cloudformation-domains.json': domainsPolicy(resources),
    'cloudformation-load-balancers.json': loadBalancersPolicy(resources, false),
    'cloudformation-load-balancers-with-boundary.json': loadBalancersPolicy(
      resources,
      true,
    ),
    'cloudformation-pinned-targets.json': pinnedTargetsPolicy(resources),
    'drift-domains.json': domainsDriftPolicy(resources),
    'drift-load-balancers.json': loadBalancersDriftPolicy(resources),
    'cloudformation-key.json': keyPolicy(resources),
    'workspace.json': rolePolicy('workspace'),
    'workspace-key.json': policy(workspaceKey),
  };
}

/** Text of every file in {@link folder}, by name. */
export function documents(root = repositoryRoot): Record<string, string> {
  const all = { ...policies(root), 'cloudformation-trust.json': trust };
  return Object.fromEntries(
    Object.entries(all).map(([name, document]) => [
      name,
      `${JSON.stringify(document, null, 2)}\n`,
    ]),
  );
}
