import {
  createTranslationRef,
  type TranslationFunction,
  type TranslationRef,
} from '@backstage/frontend-plugin-api';
import { cardTexts } from './texts/card';
import { dashboardTexts } from './texts/dashboard';
import { proofTexts } from './texts/proof';
import { sharedTexts } from './texts/shared';
import { tabTexts } from './texts/tab';

/**
 * Every text of the plugin that a person reads, in English, by key. Texts that the backend sends (reasons, evidence, advice) are
 * not part of it.
 * @alpha
 */
export const privateApiMessages = {
  ...sharedTexts,
  ...cardTexts,
  ...dashboardTexts,
  ...tabTexts,
  ...proofTexts,
  'card.title': 'Private API',
  'card.loading': 'Loading health…',
  'card.checkNow': 'Check now',
  'card.retry': 'Retry',
  'card.exposedAlert': 'This service is exposed',
  'card.checkFinished': 'Check finished: {{state}}',
  'card.checkFailed': 'Failed to run the check: {{message}}',
  'card.since': 'since {{time}}',
  'card.nextProbe': 'next probe at {{time}}',
  'card.vantage': 'Vantage',
  'card.vantageLabel': '{{vantage}}, {{state}}',
  'card.goldenPath': 'Golden path {{version}}',
  'card.whatToDo': 'What to do: {{advice}}',
  'card.failure': '{{headline}}. What to do: {{advice}}',
  'notice.dataFrom': 'The data shown is from {{time}}.',
  'notice.forbidden.title':
    'You do not have permission to see the health of this service',
  'notice.forbidden.advice':
    'Ask your platform team for the permission private-api.health.read.',
  'notice.notFound.title': 'The health service cannot find this entity',
  'notice.notFound.advice':
    'The catalog may still be processing it. Try again in a minute.',
  'notice.tooManyRequests.title': 'Too many requests',
  'notice.tooManyRequests.advice': '{{message}}',
  'notice.unavailable.title': 'The health service is not responding',
  'notice.unavailable.advice': 'Try again in a minute. Cause: {{message}}',
  'state.up': 'Up',
  'state.upPrivate': 'Up, private',
  'state.degraded': 'Degraded',
  'state.degradedPrivate': 'Degraded, private',
  'state.suspect': 'Probe failed, retrying',
  'state.down': 'Down',
  'state.unknown': 'Unknown',
  'state.exposed': 'Exposed',
  'state.maintenance': 'Maintenance',
  'state.withCause': '{{state}}: {{cause}}',
  'hop.dns': 'DNS',
  'hop.load-balancer': 'Load balancer',
  'hop.target': 'ALB target',
  'hop.vpc-endpoint': 'VPC endpoint',
  'hop.api': 'API',
  'hop.function': 'Function',
  'path.label': 'Network path',
  'path.hopLabel': '{{hop}}, {{state}}',
  'path.timedHopLabel': '{{hop}} {{duration}}, {{state}}',
  'path.noRecentProbe': 'No recent probe has reached this hop',
  'path.state.ok': 'OK',
  'path.copyCommand': 'Copy command',
  'path.commandCopied': 'Command copied',
  'path.awsEvidence': 'AWS: {{evidence}}',
  'path.awsReadAt': 'Reported by AWS, read at {{time}}',
  'path.state.degraded': 'degraded',
  'path.state.failed': 'failed',
  'path.state.unknown': 'unknown',
  'phases.label': 'Phases of the latest probe',
  'phases.dns': 'DNS',
  'phases.tcp': 'TCP',
  'phases.tls': 'TLS',
  'phases.firstByte': 'First byte',
  'history.summary':
    'Last {{total}} probes: {{healthy}} healthy, {{failed}} failed',
  'history.summaryInconclusive':
    'Last {{total}} probes: {{healthy}} healthy, {{failed}} failed, {{inconclusive}} inconclusive',
  'history.point': '{{time}}: {{outcome}}',
  'history.healthy': 'healthy',
  'history.failed': 'failed',
  'history.inconclusive': 'inconclusive',
  'facts.notProbed': 'Not probed yet from {{vantage}}',
  'facts.latency': 'Latency {{duration}}',
  'facts.httpStatus': 'HTTP {{status}}',
  'facts.certificateExpired': 'Certificate expired',
  'facts.certificateExpires_zero': 'Certificate expires in less than a day',
  'facts.certificateExpires_one': 'Certificate expires in {{count}} day',
  'facts.certificateExpires_other': 'Certificate expires in {{count}} days',
  'facts.fixedAddress':
    'privacy not checked: the vantage connects to a fixed address',
  'facts.probedAt': 'probed at {{time}} from {{vantage}}',
  'duration.milliseconds': '{{value}} ms',
  'duration.seconds': '{{value}} s',
  'duration.minutes': '{{value}} min',
  'duration.hours': '{{value}} h',
  'duration.days_one': '{{count}} day',
  'duration.days_other': '{{count}} days',
  'duration.timeWithAge': '{{time}} ({{age}})',
  'environmentPicker.label': 'Environment',
  'environmentPicker.loading': 'Loading environments…',
  'environmentPicker.loadFailed': 'Failed to load the environments',
  'environmentPicker.empty.title': 'No environments available to you',
  'environmentPicker.empty.description':
    'Ask your platform team for the permission private-api.environment.use. Environments are configured under privateServerless.environments.',
  'environmentPicker.notAvailable':
    'You cannot use the environment "{{id}}". Choose one of the environments above.',
  'environmentPicker.required': 'Choose an environment',
  'environmentPicker.network.both': 'existing VPC or new VPC',
  'environmentPicker.network.existing': 'existing VPC',
  'environmentPicker.network.new': 'new VPC',
  'environmentPicker.network.unconnected':
    'new VPC without a connection to other networks: reachable only through a tunnel',
  'environmentPicker.network.none': 'no network configured',
  'entryPicker.label': 'Entry',
  'entryPicker.loading': 'Loading entries…',
  'entryPicker.loadFailed': 'Failed to load the entries of the environments',
  'entryPicker.required': 'Choose an entry',
  'entryPicker.unavailable':
    'The environment does not offer this entry. Choose another one.',
  'entryPicker.notOffered': 'Not offered by {{environment}}. {{problems}}',
  'entryPicker.chooseAnother':
    '{{environment}} does not offer the chosen entry. Choose another one.',
  'entryPicker.endpoint.title': 'VPC endpoint',
  'entryPicker.endpoint.use':
    'For callers that can use a host name of AWS. It works in every network that reaches the endpoint, without a domain.',
  'entryPicker.endpoint.cost': 'Cost: no load balancer.',
  'entryPicker.custom-domain.title': 'Custom domain',
  'entryPicker.custom-domain.use':
    'For callers that expect a name of the company, such as orders.dev.acme.internal. Recommended where the environment has a domain.',
  'entryPicker.custom-domain.cost': 'Cost: no load balancer.',
  'entryPicker.alb.title': 'Load balancer and API',
  'entryPicker.alb.use':
    'For companies that require a load balancer in front of every service. It has a name of the company, and a function keeps its targets in step with the endpoint.',
  'entryPicker.alb.cost':
    'Cost: one internal load balancer per service, charged per hour and per unit of capacity, also without requests.',
  'entryPicker.alb-lambda.title': 'Load balancer and function',
  'entryPicker.alb-lambda.use':
    'For services that need nothing of API Gateway, such as throttling or request validation. Requests and responses have at most 1 MB.',
  'entryPicker.alb-lambda.cost':
    'Cost: one internal load balancer per service, charged per hour and per unit of capacity, also without requests.',
  'pathPicture.label': 'Path of a request: {{path}}',
  'pathPicture.caller': 'Caller',
  'pathPicture.vpc': 'VPC',
  'readiness.loading': 'Loading whether {{title}} is ready…',
  'readiness.loadFailed.title': 'Failed to load whether {{title}} is ready',
  'readiness.loadFailed.description':
    'You can continue, because the deploy checks the environment again. Cause: {{message}}',
  'readiness.ready': '{{title}} is ready',
  'readiness.checkedAt': 'checked at {{time}}',
  'readiness.notReady.title': '{{title}} is not ready for a deploy',
  'readiness.notReady.askContact':
    'You cannot continue until every problem below is fixed. Ask {{contact}}.',
  'readiness.notReady.askPlatformTeam':
    'You cannot continue until every problem below is fixed. Ask your platform team.',
  'readiness.notReady.error':
    'Environment "{{id}}" is not ready for a deploy. Fix the problems below the list of environments, or choose another environment.',
  'readiness.unknown.title': 'Not known whether {{title}} is ready',
  'readiness.unknown.advice':
    'You can continue, because the deploy checks the environment again.',
  'readiness.problems': 'Problems of the environment',
  'readiness.unread_one': '{{count}} check without a result',
  'readiness.unread_other': '{{count}} checks without a result',
  'readiness.unreadLabel': 'Checks without a result',
  'readiness.missing': 'Missing.',
  'readiness.found': 'Found: {{found}}.',
  'readiness.expected': 'Expected: {{expected}}.',
  'readiness.checkAgain': 'Check again',
  'readiness.checking': 'Checking…',
  'readiness.checkFailed': 'Failed to check the environment: {{message}}',
  'stackPicker.label': 'Stack',
  'stackPicker.chooseEnvironment':
    'Choose an environment to list its leftover stacks.',
  'stackPicker.loading': 'Loading leftover stacks…',
  'stackPicker.loadFailed': 'Failed to load the leftover stacks',
  'stackPicker.empty.title': 'No leftover stacks in this environment',
  'stackPicker.empty.description':
    'The catalog contains the component of every stack in this environment. To destroy a stack, choose its component.',
  'stackPicker.search': 'Search stacks',
  'stackPicker.searchPlaceholder': 'Name or owner',
  'stackPicker.noMatch': 'No stacks match "{{search}}".',
  'stackPicker.required': 'Choose a stack',
  'stackPicker.owner.notRecorded':
    'Owner not recorded. You can destroy the stack only if you started the task that created it.',
  'stackPicker.owner.own': 'Owner: {{owner}}',
  'stackPicker.owner.other':
    'Owner: {{owner}}. You are not a member of it, so you can destroy the stack only if you started the task that created it.',
} as const;

/**
 * The texts of the plugin, for translation. Its type is written out, because the order of an inferred one in the API report
 * depends on other files.
 * @alpha
 */
export const privateApiTranslationRef: TranslationRef<
  'private-api',
  typeof privateApiMessages
> = createTranslationRef({ id: 'private-api', messages: privateApiMessages });

/** Returns the text of a key in the user's language. */
export type Translate = TranslationFunction<typeof privateApiTranslationRef.T>;
