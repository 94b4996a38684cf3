import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/** Default texts in English. */
export const messages = {
  card: {
    title: 'Private API',
    loading: 'Loading health…',
    checkNow: 'Check now',
    retry: 'Retry',
    exposedAlert: 'This service is exposed',
    checkFinished: 'Check finished: {{state}}',
    checkFailed: 'Failed to run the check: {{message}}',
    since: 'since {{time}}',
    nextProbe: 'next probe at {{time}}',
    vantage: 'Vantage',
    vantageLabel: '{{vantage}}, {{state}}',
    goldenPath: 'Golden path {{version}}',
    whatToDo: 'What to do: {{advice}}',
    failure: '{{headline}}. What to do: {{advice}}',
  },
  notice: {
    dataFrom: 'The data shown is from {{time}}.',
    forbidden: {
      title: 'You do not have permission to see the health of this service',
      advice:
        'Ask your platform team for the permission private-api.health.read.',
    },
    notFound: {
      title: 'The health service cannot find this entity',
      advice: 'The catalog may still be processing it. Try again in a minute.',
    },
    tooManyRequests: {
      title: 'Too many requests',
      advice: '{{message}}',
    },
    unavailable: {
      title: 'The health service is not responding',
      advice: 'Try again in a minute. Cause: {{message}}',
    },
  },
  state: {
    up: 'Up',
    upPrivate: 'Up, private',
    degraded: 'Degraded',
    degradedPrivate: 'Degraded, private',
    suspect: 'Probe failed, retrying',
    down: 'Down',
    unknown: 'Unknown',
    exposed: 'Exposed',
    maintenance: 'Maintenance',
    withCause: '{{state}}: {{cause}}',
  },
  hop: {
    dns: 'DNS',
    'load-balancer': 'Load balancer',
    target: 'ALB target',
    'vpc-endpoint': 'VPC endpoint',
    api: 'API',
    function: 'Function',
  },
  path: {
    label: 'Network path',
    hopLabel: '{{hop}}, {{state}}',
    timedHopLabel: '{{hop}} {{duration}}, {{state}}',
    noRecentProbe: 'No recent probe has reached this hop',
    state: { ok: 'OK', failed: 'failed', unknown: 'unknown' },
  },
  phases: {
    label: 'Phases of the latest probe',
    dns: 'DNS',
    tcp: 'TCP',
    tls: 'TLS',
    firstByte: 'First byte',
  },
  history: {
    summary: 'Last {{total}} probes: {{healthy}} healthy, {{failed}} failed',
    summaryInconclusive:
      'Last {{total}} probes: {{healthy}} healthy, {{failed}} failed, {{inconclusive}} inconclusive',
    point: '{{time}}: {{outcome}}',
    healthy: 'healthy',
    failed: 'failed',
    inconclusive: 'inconclusive',
  },
  facts: {
    notProbed: 'Not probed yet from {{vantage}}',
    latency: 'Latency {{duration}}',
    httpStatus: 'HTTP {{status}}',
    certificateExpired: 'Certificate expired',
    certificateExpires_zero: 'Certificate expires in less than a day',
    certificateExpires_one: 'Certificate expires in {{count}} day',
    certificateExpires_other: 'Certificate expires in {{count}} days',
    certificateExpiresAt: 'Expiration date: {{time}}',
    probedAt: 'probed at {{time}} from {{vantage}}',
  },
  duration: {
    milliseconds: '{{value}} ms',
    seconds: '{{value}} s',
    minutes: '{{value}} min',
    hours: '{{value}} h',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
    timeWithAge: '{{time}} ({{age}})',
  },
  environmentPicker: {
    label: 'Environment',
    loading: 'Loading environments…',
    loadFailed: 'Failed to load the environments',
    empty: {
      title: 'No environments available to you',
      description:
        'Ask your platform team for the permission private-api.environment.use. Environments are configured under privateServerless.environments.',
    },
    notAvailable:
      'You cannot use the environment "{{id}}". Choose one of the environments above.',
    required: 'Choose an environment',
    network: {
      both: 'existing VPC or new VPC',
      existing: 'existing VPC',
      new: 'new VPC',
      none: 'no network configured',
    },
  },
  stackPicker: {
    label: 'Stack',
    chooseEnvironment: 'Choose an environment to list its leftover stacks.',
    loading: 'Loading leftover stacks…',
    loadFailed: 'Failed to load the leftover stacks',
    empty: {
      title: 'No leftover stacks in this environment',
      description:
        'The catalog contains the component of every stack in this environment. To destroy a stack, choose its component.',
    },
    search: 'Search stacks',
    searchPlaceholder: 'Name or owner',
    noMatch: 'No stacks match "{{search}}".',
    required: 'Choose a stack',
    owner: {
      notRecorded:
        'Owner not recorded. You can destroy the stack only if you started the task that created it.',
      own: 'Owner: {{owner}}',
      other:
        'Owner: {{owner}}. You are not a member of it, so you can destroy the stack only if you started the task that created it.',
    },
  },
} as const;

/**
 * Every text of the plugin that a person reads. Texts that the backend sends (reasons, evidence, advice) are not part
 * of it.
 * @alpha
 */
export const privateApiTranslationRef = createTranslationRef({
  id: 'private-api',
  messages,
});

/** Returns the text of a key in the user's language. */
export type Translate = TranslationFunction<typeof privateApiTranslationRef.T>;
