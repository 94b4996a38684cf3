import { statSync } from 'node:fs';
import path from 'node:path';
import { judgementOf, specificationVersion } from './census';
import newer from './newer.json';
import properties from './properties.json';
import types from './types.json';
import {
  loadSpecification,
  type Specification,
} from './__testUtils__/specification';
import { censusProblems, classifiedTypes } from './__testUtils__/unclassified';

const ruleId = /^PS(0[1-9]|[1-4]\d|5[0-3])$/;

/** An entry of `exposure` that a rule judges. */
type Switch = {
  absent: string;
  present?: string;
  private?: unknown[];
  public?: unknown[];
};

/** The rules of each type of the census that rules judge. */
const rulesByType = new Map(
  classifiedTypes()
    .filter(([, classification]) => classification.startsWith('PS'))
    .map(([type, classification]) => [type, classification.split(' ')]),
);

describe('census', () => {
  let specification: Specification;
  beforeAll(() => {
    specification = loadSpecification();
  }, 60_000);

  it('covers the installed specification exactly', () => {
    expect(specification.types.length).toBeGreaterThan(1_800);
    expect(censusProblems(specification)).toEqual([]);
  });

  it('names the version of the installed specification', () => {
    const { version } = jest.requireActual<{ version: string }>(
      '@aws-cdk/aws-service-spec/package.json',
    );
    expect(specificationVersion).toBe(version);
    expect(properties.specification).toBe(version);
  });

  it('reports a type and a property that are new in the specification', () => {
    const added: Specification = {
      types: [...specification.types, 'AWS::New::Thing'],
      propertiesOf: type => [
        ...specification.propertiesOf(type),
        ...(type === 'AWS::SQS::Queue'
          ? ['PubliclyAccessible', 'ResourcePolicy'].map(name => ({
              path: `Access.${name}`,
              name,
              type: { type: 'string' as const },
            }))
          : []),
      ],
    };
    expect(censusProblems(added)).toEqual([
      'src/census/types.json: AWS::New::Thing is not classified. Add it to a group of its service, or to "?".',
      'src/census/properties.json: the name of AWS::SQS::Queue Access.PubliclyAccessible suggests exposure, and it is not classified. Add it to "exposure".',
      'src/census/properties.json: AWS::SQS::Queue Access.ResourcePolicy looks like a policy, and it is not classified. Add it to "policies".',
    ]);
  });

  it('reports entries that are no longer in the specification', () => {
    const removed: Specification = {
      types: specification.types.filter(type => type !== 'AWS::EC2::EIP'),
      propertiesOf: type =>
        type === 'AWS::EC2::EIP' ? [] : specification.propertiesOf(type),
    };
    expect(censusProblems(removed)).toEqual([
      'src/census/types.json: AWS::EC2::EIP is not in the specification. Remove it.',
      'src/census/properties.json: AWS::EC2::EIP PublicIpv4Pool is not in the specification. Remove it.',
      'src/census/properties.json: AWS::EC2::EIP in "presence" is not in the specification. Remove it.',
    ]);
  });
});

describe('newer.json', () => {
  it('has only types that the specification does not have', () => {
    const specified = new Set(classifiedTypes().map(([type]) => type));
    const known = Object.keys(newer.types).filter(type => specified.has(type));
    expect(known).toEqual([]);
  });

  it('classifies every type that a rule rejects', () => {
    expect(newer.types).toMatchObject(
      Object.fromEntries(
        Object.entries(newer.presence).map(([type, { rule }]) => [type, rule]),
      ),
    );
  });

  it('uses rule IDs and reasons', () => {
    const unknown = Object.values(newer.types).filter(
      one =>
        one !== '?' && !ruleId.test(one) && !Object.hasOwn(types.reasons, one),
    );
    expect(unknown).toEqual([]);
  });
});

describe('types.json', () => {
  it('has a reason or rule IDs for every group', () => {
    const unknown = classifiedTypes().filter(
      ([, classification]) =>
        classification !== '?' &&
        !Object.hasOwn(types.reasons, classification) &&
        !classification.split(' ').every(id => ruleId.test(id)),
    );
    expect(unknown).toEqual([]);
  });

  it('uses every reason', () => {
    const used = new Set(classifiedTypes().map(([, one]) => one));
    const unused = Object.keys(types.reasons).filter(one => !used.has(one));
    expect(unused).toEqual([]);
  });

  it.each(['types.json', 'properties.json'])('%s is at most 200 KB', file => {
    expect(statSync(path.join(__dirname, file)).size).toBeLessThan(200_000);
  });
});

describe('properties.json', () => {
  const meaning = /^(private|public|depends)$/;

  /** Every rule or reason of a property, with its type. */
  const entries = [
    ...Object.entries({ ...properties.presence }),
    ...Object.entries({ ...properties.attachments }),
    ...[properties.exposure, properties.policies].flatMap(section =>
      Object.entries(section).flatMap(([type, paths]) =>
        Object.values(paths).map((entry): [string, unknown] => [type, entry]),
      ),
    ),
  ].map(([type, entry]): [string, string] => [
    type,
    typeof entry === 'string' ? entry : (entry as { rule: string }).rule,
  ]);

  it('has a reason or a rule of its type for every property', () => {
    const wrong = entries.filter(([type, entry]) =>
      ruleId.test(entry)
        ? !rulesByType.get(type)?.includes(entry)
        : !Object.hasOwn(properties.reasons, entry),
    );
    expect(wrong).toEqual([]);
  });

  it('says what the rules for switches, managed connections and publishing look at', () => {
    const dataRules = ['PS48', 'PS49', 'PS50', 'PS51'];
    const covered = new Set(entries.map(entry => entry.join(' ')));
    const missing = [...rulesByType].flatMap(([type, rules]) =>
      rules
        .filter(rule => dataRules.includes(rule))
        .map(rule => `${type} ${rule}`)
        .filter(pair => !covered.has(pair)),
    );
    expect(missing).toEqual([]);
  });

  it('says what the values and the absence of every switch mean', () => {
    const switches = Object.values(properties.exposure)
      .flatMap(paths => Object.values<string | Switch>(paths))
      .filter(entry => typeof entry === 'object');
    expect(switches.length).toBeGreaterThan(90);
    const incomplete = switches.filter(
      ({ absent, present, private: hidden, public: open }) =>
        !meaning.test(absent) ||
        !(present ? meaning.test(present) : hidden && open),
    );
    expect(incomplete).toEqual([]);
  });
});

describe('judgementOf', () => {
  it.each([
    ['AWS::S3::Bucket', ['PS26', 'PS27', 'PS28', 'PS29']],
    ['aws::ec2::INTERNETGATEWAY', ['PS01']],
    ['Alexa::ASK::Skill', ['PS50']],
    ['AWS::Lambda::WebFunctionEndpoint', ['PS50']],
  ])('names the rules of %s', (type, rules) => {
    expect(judgementOf(type)).toEqual({ kind: 'judged', rules });
  });

  it.each([
    ['AWS::SQS::Queue', /IAM/],
    ['AWS::EC2::RouteTable', /no path to the internet/],
    ['AWS::CDK::Metadata', /AWS CDK/],
  ])('says why %s cannot be public by itself', (type, reason) => {
    expect(judgementOf(type)).toEqual({
      kind: 'harmless',
      reason: expect.stringMatching(reason),
    });
  });

  it.each([
    'Custom::S3AutoDeleteObjects',
    'CUSTOM::thing',
    'AWS::CloudFormation::CustomResource',
  ])('leaves %s to the rules for its function', type => {
    expect(judgementOf(type)).toEqual({ kind: 'custom' });
  });

  it.each([
    ['AWS::QuickSight::Dashboard', /do not evaluate/],
    ['AWS::New::Thing', /aws-service-spec \d+\.\d+\.\d+\) does not have/],
    ['Datadog::Monitors::Monitor', /third-party/],
    ['Acme::Network::Vpc::MODULE', /module/],
    ['AWS::Acme::Vpc::module', /module/],
    ['', /third-party/],
    ['constructor', /third-party/],
    ['AWS::S3::Bucket ', /does not have/],
  ])('does not judge %p', (type, why) => {
    expect(judgementOf(type)).toEqual({
      kind: 'not-judged',
      why: expect.stringMatching(why),
    });
  });
});
