import {
  type Generated,
  generateTemplates,
} from 'private-serverless-testing/generated';

/** A generated stack, with the choices that differ as its name. */
export type NamedTemplate = Generated & { name: string };

/** Every combination of the answers and settings of an environment that change a template. */
function combinations(): Array<{
  name: string;
  answers: object;
  environment: object;
}> {
  const choices: Array<
    Record<string, { answers?: object; environment?: object }>
  > = [
    {
      hello: { answers: { data: [] } },
      table: { answers: { data: ['dynamodb'] } },
    },
    {
      '': { answers: { privateDns: false } },
      'private DNS': { answers: { privateDns: true } },
    },
    {
      '': {},
      'baseline endpoints': { environment: { baselineEndpoints: true } },
    },
    {
      '': {},
      'key and boundary': {
        environment: {
          kmsKeyArn:
            'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555',
          permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
        },
      },
    },
    {
      'one network': { environment: { corporateCidrs: ['10.0.0.0/8'] } },
      'three networks': {
        environment: {
          corporateCidrs: ['10.0.0.0/9', '172.16.0.0/12', 'fd00::/8'],
        },
      },
    },
  ];
  return choices.reduce<
    Array<{ name: string; answers: object; environment: object }>
  >(
    (all, options) =>
      all.flatMap(one =>
        Object.entries(options).map(([name, more]) => ({
          name: [one.name, name].filter(Boolean).join(', '),
          answers: { ...one.answers, ...more.answers },
          environment: { ...one.environment, ...more.environment },
        })),
      ),
    [{ name: '', answers: {}, environment: {} }],
  );
}

/** Values that a deploy chooses or looks up. */
const chosenByDeploy = {
  VpcCidr: '10.64.0.0/20',
  DynamoDbPrefixListId: 'pl-6ea54007',
};

/** Generates the template of every combination that the generator supports. */
export async function generateAll(): Promise<NamedTemplate[]> {
  const all = combinations();
  const generated = await generateTemplates(all);
  return generated.map((one, index) => ({
    ...one,
    name: all[index]!.name,
    parameters: { ...chosenByDeploy, ...one.parameters },
  }));
}
