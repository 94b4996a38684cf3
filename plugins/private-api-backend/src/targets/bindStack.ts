import {
  PRIVATE_API_STACK_TAG,
  type ReasonCode,
  type ReasonContext,
  reasonFor,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  environmentForArn,
  type Environment,
  parseStackArn,
  type StackArn,
} from '@private-serverless/backstage-plugin-private-api-node';
import { isStackGone } from '@private-serverless/stack';
import { entryParts } from '../entry/EntryParts';
import {
  entryOf,
  healthUrl,
  isAllowedHost,
  type OwnedResource,
  ownedHosts,
} from './endpoint';
import { stackRevision } from '../proof/stackRevision';
import { isCurrent, revisionOf } from './revision';
import { provenCidrs, stackVpc } from './stackVpc';
import type { StackDescription, StackReader } from './StackReader';
import type { Binding, TargetKnowledge } from './Target';
import type { VpcReader } from './VpcReader';

/** Configuration that determines whether a stack is bound. */
export type BindingRules = {
  environments: readonly Environment[];
  /** Entity ref by stack ARN: `privateApi.adoptedStacks`. */
  adoptedStacks: ReadonlyMap<string, string>;
  allowedHostSuffixes: readonly string[];
};

const because = (code: ReasonCode, context?: ReasonContext) => ({
  reason: reasonFor(code, context),
});

function parsed(stackArn: string): StackArn | undefined {
  try {
    return parseStackArn(stackArn);
  } catch {
    return undefined;
  }
}

/** Statuses without outputs, or in which CloudFormation deletes resources. */
export const isUnready = ({ status }: Pick<StackDescription, 'status'>) =>
  /^(REVIEW_IN_PROGRESS|CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*|DELETE_.*)$/.test(
    status,
  );

/** Statuses in which no stack operation is in progress. */
const isFinal = ({ status }: StackDescription) =>
  !status.endsWith('_IN_PROGRESS');

/**
 * Decides whether a stack from the catalog is bound to its entity, and which URL to probe. It makes no request to AWS
 * unless the account and region are those of a configured environment. It uses no data of the stack unless the owner
 * tag names the entity, or the operator has adopted the stack for it.
 *
 * @param options - `stackArn`: untrusted value from the annotation. `previous`: a binding whose resources need not be listed
 * again if the stack has not changed. `now`: epoch milliseconds
 * @returns the binding, or the reason why there is none
 * @throws the error of the AWS client if a request fails
 */
export async function bindStack(options: {
  entityRef: string;
  stackArn: string;
  preferredEnvironment?: string;
  rules: BindingRules;
  reader: StackReader;
  vpcReader: VpcReader;
  previous?: Binding;
  now: number;
}): Promise<TargetKnowledge> {
  const { entityRef, stackArn, rules, reader } = options;
  const arn = parsed(stackArn);
  if (!arn) {
    return because('annotation.invalid', {
      value: `${JSON.stringify(
        stackArn.slice(0, 120),
      )} is not a valid stack ARN`,
    });
  }
  const environment = environmentForArn(
    rules.environments,
    arn,
    options.preferredEnvironment,
  );
  if (!environment) {
    return because('environment.unknown', {
      value: `account ${arn.accountId} in ${arn.region}`,
    });
  }
  const stack = await reader.describe(environment, stackArn);
  if (isStackGone(stack)) {
    return because('stack.missing', { value: arn.stackName });
  }
  // The reason does not name the entity in the tag, because the user may not be allowed to see it.
  if (
    !isBoundTo(
      entityRef,
      stack.tags[PRIVATE_API_STACK_TAG],
      rules.adoptedStacks.get(stackArn),
    )
  ) {
    return because('stack.notBound', { entityRef });
  }
  const knowledge = await knowledgeOfOwn(options, { arn, environment, stack });
  return {
    ...knowledge,
    stack: {
      environmentId: environment.id,
      revision: stackRevision(stack, environment),
    },
  };
}

/**
 * Whether a stack is bound to an entity.
 * @param tag - value of the owner tag
 * @param adoptedFor - ref of the entity that the operator adopted the stack for
 */
export function isBoundTo(
  entityRef: string,
  tag: string | undefined,
  adoptedFor: string | undefined,
): boolean {
  return (
    tag?.toLocaleLowerCase('en-US') === entityRef || adoptedFor === entityRef
  );
}

/** What is known of a stack that is bound to the entity. */
async function knowledgeOfOwn(
  {
    stackArn,
    rules,
    reader,
    vpcReader,
    previous,
    now,
  }: Parameters<typeof bindStack>[0],
  found: { arn: StackArn; environment: Environment; stack: StackDescription },
): Promise<TargetKnowledge> {
  const { arn, environment, stack } = found;
  if (isUnready(stack)) {
    return because(isFinal(stack) ? 'stack.failed' : 'stack.notReady', {
      value: stack.status,
    });
  }
  const revision = revisionOf(stack, environment, rules.allowedHostSuffixes);
  if (previous && isCurrent(previous, revision, now)) {
    return { binding: previous };
  }
  const resources = await reader.resources(environment, stackArn);
  const knowledge = knowledgeOf({
    arn,
    environment,
    stack,
    resources,
    allowedHostSuffixes: rules.allowedHostSuffixes,
  });
  if (!knowledge.binding) return knowledge;
  const vpc = await vpcOf({ stack, resources, environment, vpcReader });
  return {
    binding: {
      ...knowledge.binding,
      vpc,
      // What could not be read of the VPC may be there with the next sync.
      ...(vpc && 'cidrs' in vpc && { resources: { revision, readAt: now } }),
    },
  };
}

async function vpcOf(options: {
  stack: StackDescription;
  resources: readonly OwnedResource[];
  environment: Environment;
  vpcReader: VpcReader;
}): Promise<Binding['vpc']> {
  const { environment, stack, resources } = options;
  const claimed = stack.outputs.VpcId;
  const vpc = stackVpc(stack.outputs, resources, environment);
  if (!vpc) {
    return {
      unknown: claimed
        ? `the stack does not contain the VPC ${claimed.slice(
            0,
            64,
          )} of its output VpcId, and the environment does not name it`
        : 'the stack has no output VpcId',
    };
  }
  const { vpcs, unknown } = await options.vpcReader.vpcs(environment);
  if (!vpcs) return { unknown };
  const ranges = vpcs.find(({ id }) => id === vpc.id);
  // A VPC that is newer than the latest read.
  if (!ranges) return { unknown: `${vpc.id} has not been described yet` };
  return { cidrs: provenCidrs(ranges, vpc, environment) };
}

function knowledgeOf(options: {
  arn: StackArn;
  environment: Environment;
  stack: StackDescription;
  resources: readonly OwnedResource[];
  allowedHostSuffixes: readonly string[];
}): TargetKnowledge {
  const { arn, environment, stack, resources } = options;
  const { outputs } = stack;
  const health = healthUrl(outputs);
  if ('reason' in health) {
    return health;
  }
  const { url } = health;
  const owned = ownedHosts({
    outputs,
    resources,
    region: arn.region,
    partition: arn.partition,
    environmentEndpointId: environment.network.existing?.executeApiEndpointId,
    domainSuffix: environment.domain?.suffix,
  });
  if (!isAllowedHost(url.hostname, owned, options.allowedHostSuffixes)) {
    return because('policy.host', { value: url.hostname });
  }
  return {
    binding: {
      environmentId: environment.id,
      stackName: arn.stackName,
      url: url.href,
      endpointUrl: outputs.EndpointUrl,
      entry: entryOf(outputs),
      templateVersion: outputs.TemplateVersion,
      ownedHosts: owned,
      parts: entryParts({
        outputs,
        resources,
        environmentEndpointId:
          environment.network.existing?.executeApiEndpointId,
      }),
    },
  };
}
