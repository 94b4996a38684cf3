/**
 * Why the health of an entity, or of one of its targets, is `unknown`: no probe result is available that decides it.
 * @public
 */
export type ReasonCode =
  | 'annotation.missing'
  | 'annotation.invalid'
  | 'environment.unknown'
  | 'stack.missing'
  | 'stack.notBound'
  | 'stack.notReady'
  | 'stack.failed'
  | 'stack.refused'
  | 'stack.unreachable'
  | 'output.missing'
  | 'policy.host'
  | 'policy.address'
  | 'policy.url'
  | 'vpc.unknown'
  | 'vantage.none'
  | 'vantage.blind'
  | 'vantage.noControl'
  | 'no.data'
  | 'data.stale';

/**
 * A reason with its texts.
 * @public
 */
export type Reason = {
  code: ReasonCode;
  /** What is wrong, in one line. */
  headline: string;
  /** What to do, as an imperative. */
  advice: string;
};

/** Values for the texts of a reason. Each reason uses those that it needs. @public */
export type ReasonContext = {
  /** The requested entity, such as `component:default/orders`. */
  entityRef?: string;
  /** The value that the reason names: an annotation, an ARN, a host, a stack status or an error code of AWS. */
  value?: string;
  /** Title of the vantage. */
  vantage?: string;
  /** What to do, if the failure of the probe says it. */
  advice?: string;
};

type Texts = (context: ReasonContext) => { headline: string; advice: string };

const shown = (value: string | undefined) => value ?? '(not set)';

/** Starts with a capital letter. */
const sentence = (text: string | undefined) => {
  const value = shown(text);
  return value.charAt(0).toUpperCase() + value.slice(1);
};

const texts: Record<ReasonCode, Texts> = {
  'annotation.missing': () => ({
    headline: 'Not deployed: no stack recorded',
    advice:
      'Create the service with the template, or add the annotation private-serverless.dev/stack-arn with the ARN of its stack.',
  }),
  'annotation.invalid': ({ value }) => ({
    headline: `Annotation private-serverless.dev/stack-arn is not valid: ${shown(
      value,
    )}`,
    advice: 'List 1 to 10 ARNs of CloudFormation stacks, separated by commas.',
  }),
  'environment.unknown': ({ value }) => ({
    headline: `No environment for ${shown(value)}`,
    advice:
      'Ask your platform team to add the account and region to privateServerless.environments.',
  }),
  'stack.missing': ({ value }) => ({
    headline: `Stack ${shown(value)} does not exist`,
    advice:
      'Deploy the service again, or remove the annotation private-serverless.dev/stack-arn.',
  }),
  'stack.notBound': ({ entityRef }) => ({
    headline: 'Not bound: the stack has no owner tag that names this entity',
    advice: `Deploy the service from its own repository. The deploy sets the owner tag to ${shown(
      entityRef,
    )}. Platform team: alternatively, add the stack to privateApi.adoptedStacks.`,
  }),
  'stack.notReady': ({ value }) => ({
    headline: `Stack is ${shown(value)}`,
    advice:
      'Wait until CloudFormation finishes. The outputs of the stack are then available.',
  }),
  'stack.failed': ({ value }) => ({
    headline: `Stack is ${shown(value)}`,
    advice:
      value === 'DELETE_FAILED'
        ? 'In the events of the stack, find the resource that CloudFormation failed to delete. Fix the cause, then destroy the stack again.'
        : 'Find the root cause in the events of the stack. Fix it, then deploy the service again.',
  }),
  'stack.refused': ({ value }) => ({
    headline: `AWS rejected the request: ${shown(value)}`,
    advice:
      'Ask your platform team to allow cloudformation:DescribeStacks and cloudformation:ListStackResources for the role under aws.accounts. The log of the private-api backend plugin has the whole response.',
  }),
  'stack.unreachable': ({ value }) => ({
    headline: `No response from AWS: ${shown(value)}`,
    advice:
      'Ask your platform team to check the network to AWS and the credentials under aws.accounts. The log of the private-api backend plugin has the details.',
  }),
  'output.missing': ({ value }) => ({
    headline: `Stack output ${shown(value)} is missing or not valid`,
    advice:
      'Add the outputs EndpointUrl (an https URL) and HealthPath to the template. The current version of the golden path has both.',
  }),
  'policy.host': ({ value }) => ({
    headline: `Host not allowed: ${shown(value)}`,
    advice:
      'Use a host that the stack owns. Platform team: alternatively, add the domain to privateApi.allowedHostSuffixes.',
  }),
  'policy.address': ({ value }) => ({
    headline: `Addresses not allowed: ${shown(value)}`,
    advice:
      'Ask your platform team to add the range to privateApi.allowedCidrs, if it is in your network. The probe sent no request.',
  }),
  'policy.url': ({ value }) => ({
    headline: `URL not allowed: ${shown(value)}`,
    advice:
      'Use https, a port from privateApi.allowedPorts, and no user name or password.',
  }),
  'vpc.unknown': ({ value }) => ({
    headline: `Not known whether the service is private: ${shown(value)}`,
    advice:
      'Ask your platform team to allow ec2:DescribeVpcs for the role under aws.accounts. The output VpcId of the stack must name a VPC of the stack, or the existing VPC of the environment. The probe sent no request.',
  }),
  'vantage.none': ({ value }) => ({
    headline: `No vantage for environment ${shown(value)}`,
    advice:
      'Ask your platform team to add a vantage for it to privateApi.vantages.',
  }),
  'vantage.blind': ({ vantage, value, advice }) => ({
    headline: `Cannot check from ${shown(vantage)}. ${sentence(value)}`,
    advice:
      advice ??
      'Ask your platform team to check the network of this vantage and its control target.',
  }),
  'vantage.noControl': ({ vantage, value }) => ({
    headline: `Cannot check from ${shown(vantage)}. ${sentence(value)}`,
    advice:
      'Ask your platform team to set a control target for this vantage (the key control in privateApi.vantages). It shows whether the target or the proxy is the cause.',
  }),
  'no.data': () => ({
    headline: 'Not probed yet',
    advice: 'Wait for the first scheduled probe, or select Check now.',
  }),
  'data.stale': ({ value }) => ({
    headline: `No result since ${shown(value)}`,
    advice:
      'Ask your platform team to check the log of the private-api backend plugin for the reason why probes stopped.',
  }),
};

/**
 * Adds the texts to a reason.
 * @param context - values for the texts
 * @public
 */
export function reasonFor(
  code: ReasonCode,
  context: ReasonContext = {},
): Reason {
  return { code, ...texts[code](context) };
}
