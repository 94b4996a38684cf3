import { Account } from '../account/Account';
import { asText } from '../account/values';
import { sendJson } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { RestService } from '../protocol/rest';
import { gatewayAccountType } from '../resources/account';
import { domainOperations } from './domainOperations';

/** API Gateway: the operations that read the settings of the account and its custom domains. */
export function apiGatewayAccount(account: Account): RestService {
  return {
    name: 'API Gateway',
    signingName: 'apigateway',
    protocol: 'json',
    operations: {
      ...domainOperations(account),
      GetAccount: {
        method: 'GET',
        path: /^\/account$/,
        query: [],
        run() {
          // The stack that sets it last wins. Before that, it has the role that somebody set by hand.
          const last = account.list(gatewayAccountType).at(-1);
          return {
            cloudwatchRoleArn: last
              ? asText(last.properties.CloudWatchRoleArn)
              : `arn:${account.identity.partition}:iam::${account.identity.accountId}:role/sandbox-api-gateway-logs`,
            throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
            features: ['UsagePlans'],
            apiKeyVersion: '4',
          };
        },
      },
    },
    send: (response, _, result) =>
      sendJson(response, 200, result, { 'x-amzn-requestid': requestId() }),
    sendError: (response, { code, message, status }) =>
      sendJson(
        response,
        code === 'AccessDeniedException' ? 403 : status,
        { message },
        { 'x-amzn-errortype': code, 'x-amzn-requestid': requestId() },
      ),
  };
}
