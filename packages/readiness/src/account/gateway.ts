import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import type { CheckContext } from '../session/context';
import { missing, ok, unknown } from '../session/results';
import type { Check } from '../types';

/** Checks that API Gateway has a role for access logs, without which a stage with access logs cannot be created. */
export async function checkGatewayLogging({
  clients,
  environment,
  reader,
}: CheckContext): Promise<Check[]> {
  const id = 'apiGateway.loggingRole';
  const subject = `API Gateway in ${environment.region}`;
  const { value, problem } = await reader.read('apigateway:GET', () =>
    clients.apiGateway.send(new GetAccountCommand({})),
  );
  if (problem) return [unknown(id, subject, problem)];
  return [
    value.cloudwatchRoleArn
      ? ok(id, subject, value.cloudwatchRoleArn)
      : missing(id, subject, {
          expected: 'a role that writes to CloudWatch Logs',
          fix: 'Deploy the environment stack with CreateApiGatewayLoggingRole true, or set the role with aws apigateway update-account.',
        }),
  ];
}
