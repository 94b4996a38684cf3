/**
 * Why the health of an entity, or of one of its targets, is what it is when no probe result says so.
 * All of them mean `unknown`: nothing was measured, and nothing may look green.
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
  | 'vantage.none'
  | 'vantage.blind'
  | 'no.data'
  | 'data.stale';

/**
 * A reason with the words a reader needs.
 * @public
 */
export type Reason = {
  code: ReasonCode;
  /** What is the case, in one line. */
  headline: string;
  /** What to do about it. */
  advice: string;
};

/** What a reason is about; each reason uses what it needs. @public */
export type ReasonContext = {
  /** The entity that was asked about, `component:default/orders`. */
  entityRef?: string;
  /** The value at fault: an annotation's value, an ARN, a host, a state or an error code of AWS. */
  value?: string;
  /** Title of the vantage. */
  vantage?: string;
};

type Words = (context: ReasonContext) => { headline: string; advice: string };

const shown = (value: string | undefined) => value ?? '(not set)';

const words: Record<ReasonCode, Words> = {
  'annotation.missing': () => ({
    headline: 'Not deployed: no stack recorded',
    advice:
      'Create the service with the template, or add the annotation private-serverless.dev/stack-arn with the ARN of its stack.',
  }),
  'annotation.invalid': ({ value }) => ({
    headline: `Annotation not usable: ${shown(value)}`,
    advice:
      'private-serverless.dev/stack-arn takes 1 to 10 CloudFormation stack ARNs, separated by commas.',
  }),
  'environment.unknown': ({ value }) => ({
    headline: `No environment for ${shown(value)}`,
    advice:
      'Its account and region are not configured. Platform team: add them to privateServerless.environments.',
  }),
  'stack.missing': ({ value }) => ({
    headline: `Stack is gone: ${shown(value)}`,
    advice:
      'Deploy the service again, or take the annotation private-serverless.dev/stack-arn away.',
  }),
  'stack.notBound': ({ entityRef }) => ({
    headline: 'Not bound: the stack has no tag that names this entity',
    advice: `Deploy from this entity's repository, which tags the stack with ${shown(
      entityRef,
    )}. Platform team: list the stack in privateApi.adoptedStacks.`,
  }),
  'stack.notReady': ({ value }) => ({
    headline: `Stack is ${shown(value)}`,
    advice: 'Its outputs can be read once CloudFormation has finished.',
  }),
  'stack.failed': ({ value }) => ({
    headline: `Stack is ${shown(value)}`,
    advice:
      value === 'DELETE_FAILED'
        ? 'Its events in CloudFormation say what could not be deleted; destroy it again.'
        : 'Its events in CloudFormation say what failed; deploy the service again.',
  }),
  'stack.refused': ({ value }) => ({
    headline: `AWS refused: ${shown(value)}`,
    advice:
      'Platform team: the role under aws.accounts needs cloudformation:DescribeStacks and ListStackResources; the log of the private-api backend plugin has the whole answer.',
  }),
  'stack.unreachable': ({ value }) => ({
    headline: `AWS can't be asked: ${shown(value)}`,
    advice:
      'Platform team: check the network to AWS and the credentials under aws.accounts; the log of the private-api backend plugin says more.',
  }),
  'output.missing': ({ value }) => ({
    headline: `Stack has no usable output ${shown(value)}`,
    advice:
      'The template must export EndpointUrl (https) and HealthPath; deploy it from the current golden path.',
  }),
  'policy.host': ({ value }) => ({
    headline: `${shown(value)} is not allowed`,
    advice:
      'Only hosts that the stack itself owns are probed. Platform team: privateApi.allowedHostSuffixes adds company names.',
  }),
  'policy.address': ({ value }) => ({
    headline: `Addresses not allowed: ${shown(value)}`,
    advice:
      'No request was sent. Platform team: privateApi.allowedCidrs adds ranges that are yours.',
  }),
  'policy.url': ({ value }) => ({
    headline: `URL not allowed: ${shown(value)}`,
    advice: 'Use https, a port of privateApi.allowedPorts, and no user name.',
  }),
  'vantage.none': ({ value }) => ({
    headline: `Nothing probes environment ${shown(value)}`,
    advice: 'Platform team: add a vantage for it to privateApi.vantages.',
  }),
  'vantage.blind': ({ vantage, value }) => ({
    headline: `Vantage ${shown(vantage)} is blind`,
    advice: `${shown(
      value,
    )}. This says nothing about the service; restore the vantage.`,
  }),
  'no.data': () => ({
    headline: 'Not checked yet',
    advice: 'The first result arrives with the next round; Check now asks now.',
  }),
  'data.stale': ({ value }) => ({
    headline: `No result since ${shown(value)}`,
    advice:
      'Checks have stopped; see the log of the private-api backend plugin.',
  }),
};

/**
 * The words for a reason.
 * @param code - which reason
 * @param context - what it is about
 * @returns the reason with its headline and its advice
 * @public
 */
export function reasonFor(
  code: ReasonCode,
  context: ReasonContext = {},
): Reason {
  return { code, ...words[code](context) };
}
