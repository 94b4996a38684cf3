import {
  deployable,
  full,
  problemsOf,
  readOnly,
} from './__testUtils__/environments.ts';
import { checkEnvironment, checkEnvironments, formatProblem } from './index.ts';

const path = 'privateServerless.environments';

describe('a valid environment', () => {
  it('is returned with every key as written', () => {
    expect(checkEnvironments({ environments: [full] })).toMatchObject({
      environments: [full],
      problems: [],
    });
  });

  it('has defaults for omitted keys', () => {
    const { environments } = checkEnvironments({ environments: [deployable] });
    expect(environments).toEqual([
      {
        ...deployable,
        title: 'dev',
        partition: 'aws',
        baselineEndpoints: false,
        controlPlaneInVpc: false,
        network: {
          new: {
            cidrs: ['10.64.0.0/20'],
            resolverRuleIds: [],
            associateZoneVpcIds: [],
            prefixListIds: {},
          },
        },
        tags: {},
      },
    ]);
  });

  it('has other defaults in production, which its keys take precedence over', () => {
    const inProduction = (keys: object) =>
      checkEnvironment({ ...deployable, production: true, ...keys }, 'at')
        .environment;
    expect(inProduction({})).toMatchObject({
      deletionProtection: true,
      logRetentionDays: 365,
    });
    const keys = { deletionProtection: false, logRetentionDays: 30 };
    expect(inProduction(keys)).toMatchObject(keys);
  });

  it('is valid again with its defaults, so that generator and Backstage can both validate it', () => {
    for (const written of [readOnly, deployable, full]) {
      const { environment } = checkEnvironment(written, 'environment');
      expect(checkEnvironment(environment, 'environment')).toMatchObject({
        environment,
        problems: [],
      });
    }
  });

  it('is not changed by the validation', () => {
    const written = { ...deployable, awsEndpointUrl: null, production: 'true' };
    const before = structuredClone(written);
    checkEnvironments({ environments: [written] });
    expect(written).toEqual(before);
  });

  it('may have flags and numbers from environment variables, which are strings', () => {
    const { environments } = checkEnvironments({
      environments: [
        {
          ...deployable,
          deletionProtection: 'no',
          baselineEndpoints: '1',
          logRetentionDays: '30',
        },
      ],
    });
    expect(environments).toMatchObject([
      {
        deletionProtection: false,
        baselineEndpoints: true,
        logRetentionDays: 30,
      },
    ]);
  });

  it.each([undefined, null, {}, { environments: null }, { workspace: {} }])(
    'need not be there: %j',
    section => {
      expect(checkEnvironments(section)).toEqual({
        environments: [],
        items: [],
        problems: [],
        warnings: [],
      });
    },
  );
});

describe('several environments', () => {
  it('must have different IDs', () => {
    expect(problemsOf(readOnly, { ...readOnly, region: 'eu-west-1' })).toEqual([
      `${path}[1].id: 'dev' is also the ID of ${path}[0]. Use a different ID for each environment.`,
    ]);
  });

  it('must have different names of services in an account and region', () => {
    const other = {
      ...full,
      id: 'other',
      domain: { ...full.domain, suffix: `.${full.domain.suffix}` },
    };
    expect(problemsOf(full, other)).toEqual([
      `${path}[1].domain.suffix: '${other.domain.suffix}' is also the suffix of ${path}[0], in the same account and region. Use a different suffix for each environment of an account and region. Otherwise, services of both would have the same names.`,
    ]);
    const elsewhere = { ...deployable, domain: { suffix: full.domain.suffix } };
    expect(
      problemsOf(elsewhere, { ...elsewhere, id: 'other', region: 'eu-west-1' }),
    ).toEqual([]);
    const apart = {
      ...other,
      domain: { ...full.domain, suffix: `other.${full.domain.suffix}` },
    };
    expect(problemsOf(full, apart)).toEqual([]);
    expect(problemsOf(full, { ...full, id: 'b', domain: undefined })).toEqual(
      [],
    );
  });

  it('report all problems at once, and those without a problem are returned', () => {
    const check = checkEnvironments({
      environments: [
        { ...deployable, artifactBucket: undefined, artefactBucket: 'acme' },
        { ...readOnly, id: 'good' },
        {
          ...deployable,
          id: 'bad',
          region: 'Frankfurt',
          corporateCidrs: ['0.0.0.0/0', '012.0.0.0/8'],
          network: { new: { cidrs: ['10.0.0.0/28'], cidr: '10.0.0.0/20' } },
        },
      ],
    });
    expect(check.environments.map(({ id }) => id)).toEqual(['good']);
    expect(check.items.map(({ problems }) => problems.length)).toEqual([
      1, 0, 5,
    ]);
    expect(check.problems.map(({ path: at }) => at).sort()).toEqual([
      `${path}[0].artefactBucket`,
      `${path}[2].corporateCidrs[0]`,
      `${path}[2].corporateCidrs[1]`,
      `${path}[2].network.new.cidr`,
      `${path}[2].network.new.cidrs[0]`,
      `${path}[2].region`,
    ]);
  });
});

describe('a section that is not valid', () => {
  it.each<[unknown, string]>([
    ['text', "privateServerless: 'text' is not a map of keys."],
    [[readOnly], 'privateServerless: is not a map of keys.'],
    [{ environments: readOnly }, `${path}: is not a list.`],
    [{ environments: 'dev' }, `${path}: 'dev' is not a list.`],
    [
      { enviroments: [readOnly] },
      'privateServerless.enviroments: is not a key of the configuration. Did you mean environments?',
    ],
    [{ environments: ['dev'] }, `${path}[0]: 'dev' is not a map of keys.`],
    [{ environments: [null] }, `${path}[0]: is not a map of keys.`],
    [{ environments: [[]] }, `${path}[0]: is not a map of keys.`],
  ])('%j is rejected', (section, message) => {
    const problems = checkEnvironments(section).problems.map(formatProblem);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });
});
