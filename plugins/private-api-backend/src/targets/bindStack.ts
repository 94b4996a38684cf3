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
import {
  entryOf,
  healthUrl,
  isAllowedHost,
  type OwnedResource,
  ownedHosts,
} from './endpoint';
import type { StackDescription, StackReader } from './StackReader';
import type { TargetKnowledge } from './Target';

/** What binding needs to know beside the stack. */
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

/** CloudFormation describes a deleted stack for 90 days when it is asked by ARN. */
const isGone = (stack: StackDescription | undefined) =>
  stack === undefined || stack.status === 'DELETE_COMPLETE';

/** States in which there are no outputs, or in which the resources are on their way out. */
const isUnready = ({ status }: StackDescription) =>
  /^(REVIEW_IN_PROGRESS|CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*|DELETE_.*)$/.test(
    status,
  );

/** Of those, the ones in which CloudFormation does nothing more by itself. */
const isFinal = ({ status }: StackDescription) =>
  !status.endsWith('_IN_PROGRESS');

/**
 * Decides whether a stack that the catalog names belongs to the entity that names it, and what to probe if so.
 * Nothing is asked of AWS unless account and region are a configured environment; nothing is believed of the stack
 * unless its tag names the entity.
 *
 * @param stackArn - the text in the annotation, untrusted
 * @returns the binding, or the reason why there is none
 * @throws whatever AWS's client throws when AWS cannot be asked
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
      value: `${JSON.stringify(stackArn.slice(0, 120))} is no stack ARN`,
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
  if (!stack || isGone(stack)) {
    return because('stack.missing', { value: arn.stackName });
  }
  const taggedRef =
    stack.tags[PRIVATE_API_STACK_TAG]?.toLocaleLowerCase('en-US');
  // Whom else the tag names is not told: the reader may not see that entity.
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
