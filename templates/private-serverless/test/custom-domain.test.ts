import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import {
  AnswersError,
  type Environment,
  type Problem,
  validateAnswers,
} from '../generators/app/project.ts';
import { renderFiles } from '../generators/app/render-files.ts';
import {
  answers,
  domain,
  environment,
  existingEnvironment,
} from './fixtures.ts';

const changed = {
  ...answers,
  entry: 'custom-domain',
  environment: existingEnvironment.id,
  network: 'existing',
};

function problemsOf(where: object, answered: object = changed): Problem[] {
  try {
    validateAnswers(answered, where as Environment);
  } catch (error) {
    assert.ok(error instanceof AnswersError, String(error));
    return error.problems;
  }
  return [];
}

function filesIn(where: Environment, network = 'existing') {
  const given = { ...changed, environment: where.id, network };
  const files = renderFiles(validateAnswers(given, where), where);
  const text = (path: string) => files.get(path) ?? '';
  return {
    text,
    template: parseDocument(text('infrastructure/template.yaml'), {
      logLevel: 'error',
    }).toJS(),
    parameters: JSON.parse(text(`infrastructure/parameters.${where.id}.json`))
      .Parameters as Record<string, string>,
  };
}

for (const [title, changes, fields] of [
  ['no domain', undefined, ['environment.domain']],
  [
    'a suffix alone',
    { suffix: 'dev.acme.internal' },
    ['environment.domain.hostedZoneId', 'environment.domain.certificateArn'],
  ],
  [
    'no certificate',
    { ...domain, certificateArn: undefined },
    ['environment.domain.certificateArn'],
  ],
  [
    'no zone',
    { ...domain, hostedZoneId: undefined },
    ['environment.domain.hostedZoneId'],
  ],
  [
    'a certificate of another region',
    {
      ...domain,
      certificateArn: domain.certificateArn.replace(
        'eu-central-1',
        'us-east-1',
      ),
    },
    ['environment.domain.certificateArn'],
  ],
] as const) {
  test(`an environment with ${title} is rejected with each key and its fix`, () => {
    const problems = problemsOf({ ...existingEnvironment, domain: changes });
    assert.deepEqual(
      problems.map(({ field }) => field),
      fields,
    );
    for (const { message } of problems) {
      assert.match(message, /Add|must be a certificate in eu-central-1/);
    }
    assert.deepEqual(
      problemsOf(
        { ...existingEnvironment, domain: changes },
        { ...changed, entry: 'endpoint' },
      ),
      [],
    );
  });
}

test('a name that is too long for DNS is rejected with its length', () => {
  const suffix = Array.from({ length: 6 }, () => 'x'.repeat(41)).join('.');
  const [problem] = problemsOf({
    ...existingEnvironment,
    domain: { ...domain, suffix },
  });
  assert.equal(problem?.field, 'name');
  assert.match(problem.message, /has 258 characters/);
});

test('the domain is private, and its policy allows the endpoint only', () => {
  const { template } = filesIn({ ...existingEnvironment, domain });
  const { CustomDomain, CustomDomainAssociation, CustomDomainRecord } =
    template.Resources;
  assert.deepEqual(CustomDomain.Properties.EndpointConfiguration, {
    Types: ['PRIVATE'],
  });
  assert.deepEqual(
    CustomDomain.Properties.Policy,
    template.Resources.RestApi.Properties.Policy,
  );
  assert.equal(
    CustomDomainAssociation.Properties.AccessAssociationSource,
    'ExecuteApiEndpointId',
  );
  assert.deepEqual(CustomDomainRecord.DependsOn, [
    'CustomDomainAssociation',
    'CustomDomainMapping',
  ]);
});

test('outputs, parameters and texts have the name, without the stage', () => {
  const { template, parameters, text } = filesIn({
    ...existingEnvironment,
    domain: { ...domain, suffix: '.dev.acme.internal' },
  });
  assert.equal(template.Outputs.EndpointUrl.Value, 'https://${DomainName}');
  assert.deepEqual(
    ['DomainName', 'DomainNameArn'].filter(name => !template.Outputs[name]),
    [],
  );
  assert.equal(parameters.DomainName, 'orders.dev.acme.internal');
  assert.equal(parameters.CertificateArn, domain.certificateArn);
  assert.equal(parameters.HostedZoneId, domain.hostedZoneId);
  assert.match(text('README.md'), /orders\.dev\.acme\.internal/);
  assert.match(text('docs/index.md'), /DNS: orders\.dev\.acme\.internal →/);
  assert.doesNotMatch(text('docs/index.md'), /DNS: \{apiId\}/);
  assert.match(
    text('catalog-info.yaml'),
    /private-serverless.dev\/entry: custom-domain/,
  );
});

test('a new network is associated with the zone, and has one zone parameter', () => {
  const { template } = filesIn({ ...environment, domain }, 'new');
  assert.equal(
    template.Resources.ZoneAssociation.Properties.HostedZoneId,
    'HostedZoneId',
  );
  assert.equal(
    template.Resources.CustomDomainRecord.Properties.HostedZoneId,
    'HostedZoneId',
  );
});
