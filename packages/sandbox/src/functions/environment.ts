import { UnpackedFunction } from './types';

/**
 * The environment variables of a function's process: Lambda's and the
 * function's own, and none of this process.
 */
export function functionEnvironment(
  name: string,
  { code, folder }: Pick<UnpackedFunction, 'code' | 'folder'>,
  o: { region: string; endpointUrl: string; logStream: string },
): Record<string, string> {
  return {
    ...code.environment,
    AWS_REGION: o.region,
    AWS_DEFAULT_REGION: o.region,
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_SESSION_TOKEN: 'sandbox',
    AWS_ENDPOINT_URL_DYNAMODB: o.endpointUrl,
    AWS_ENDPOINT_URL_EC2: o.endpointUrl,
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: o.endpointUrl,
    AWS_ENDPOINT_URL_ROUTE_53: o.endpointUrl,
    AWS_EXECUTION_ENV: `AWS_Lambda_${code.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(code.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: code.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: o.logStream,
    LAMBDA_TASK_ROOT: folder,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: code.handler,
  };
}
