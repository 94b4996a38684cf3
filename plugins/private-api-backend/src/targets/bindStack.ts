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
import {
  entryOf,
  healthUrl,
  isAllowedHost,
  type OwnedResource,
  ownedHosts,
} from './endpoint';
import type { StackDescription, StackReader } from './StackReader';
import type { TargetKnowledge } from './Target';

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
const isUnready = ({ status }: StackDescription) =>
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
 * @param options - `stackArn`: untrusted value from the annotation
 * @returns the binding, or the reason why there is none
 * @throws the error of the AWS client if a request fails
 */
export async function bindStack(options: {
  entityRef: string;
  stackArn: string;
  preferredEnvironment?: string;
  rules: BindingRules;
  reader: StackReader;
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
  const taggedRef =
    stack.tags[PRIVATE_API_STACK_TAG]?.toLocaleLowerCase('en-US');
  // The reason does not name the entity in the tag, because the user may not be allowed to see it.
  if (
    taggedRef !== entityRef &&
    rules.adoptedStacks.get(stackArn) !== entityRef
  ) {
    return because('stack.notBound', { entityRef });
  }
  if (isUnready(stack)) {
    return because(isFinal(stack) ? 'stack.failed' : 'stack.notReady', {
      value: stack.status,
    });
  }
  return knowledgeOf({
    arn,
    environment,
    stack,
    resources: await reader.resources(environment, stackArn),
    allowedHostSuffixes: rules.allowedHostSuffixes,
  });
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
    },
  };
}
