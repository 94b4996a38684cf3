import type { PromptQuestion } from '@yeoman/types';
import type { Environment } from './environment.ts';
import { questionFailure } from './validate.ts';

/** Prompts for the answers that this version supports. All other answers have a default. */
export function questions(environments: Environment[]): PromptQuestion[] {
  const check = (field: string) => (value: string) =>
    questionFailure(field, value) ?? true;
  return [
    {
      type: 'input',
      name: 'name',
      message: 'Name of the service',
      validate: check('name'),
    },
    {
      type: 'input',
      name: 'description',
      message: 'Description of the service',
      validate: check('description'),
    },
    {
      type: 'input',
      name: 'owner',
      message: 'Owner (group or user)',
      validate: check('owner'),
    },
    {
      type: 'select',
      name: 'environment',
      message: 'Environment',
      choices: environments.map(({ id, title }) => ({
        name: title ?? id,
        value: id,
      })),
    },
    {
      type: 'checkbox',
      name: 'data',
      message: 'Data',
      choices: [{ name: 'DynamoDB table', value: 'dynamodb' }],
    },
    {
      type: 'select',
      name: 'privateDns',
      message: 'Name {apiId}.execute-api.… in the VPC',
      default: 'off',
      choices: [
        { name: 'Not used: it responds with 403', value: 'off' },
        {
          name: 'Of this API only: a private hosted zone has its name',
          value: 'zone',
        },
        {
          name: 'Of every API: private DNS of the endpoint. The VPC cannot call public APIs of API Gateway. Not in an existing network',
          value: 'on',
        },
      ],
    },
  ];
}
