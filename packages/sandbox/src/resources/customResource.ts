import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Properties, Value } from '../account/Account';
import { asNumber, asText } from '../account/values';
import {
  CustomResourceResponse,
  readResponse,
} from '../customResources/responseObject';
import { generatedName, requestId } from '../protocol/ids';
import {
  CustomResourceError,
  ResourceContext,
  ResourceHandler,
} from './contract';
import { findFunction } from './lambda';

const defaultTimeoutS = 3600;

type Request = {
  RequestType: 'Create' | 'Update' | 'Delete';
  PhysicalResourceId?: string;
  OldResourceProperties?: Properties;
};

/**
 * The handler of a custom resource. It invokes the function that `ServiceToken`
 * names asynchronously, and waits for the response on a URL.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export function customResource(type: string): ResourceHandler {
  return {
    accepts: [],
    async create(context, properties) {
      try {
        const { physicalId, attributes } = await sendRequest(
          context,
          type,
          { RequestType: 'Create' },
          properties,
        );
        if (physicalId === undefined) {
          throw new CustomResourceError('Invalid PhysicalResourceId');
        }
        return { physicalId, attributes };
      } catch (error) {
        if (!(error instanceof CustomResourceError)) throw error;
        throw new CustomResourceError(
          error.message,
          error.physicalId ??
            generatedName(context.stackName, context.logicalId),
        );
      }
    },
    async update(context, live, properties) {
      if (live.properties.ServiceToken !== properties.ServiceToken) {
        throw new CustomResourceError(
          'Modifying service token is not allowed.',
        );
      }
      const { physicalId, attributes } = await sendRequest(
        context,
        type,
        {
          RequestType: 'Update',
          PhysicalResourceId: live.physicalId,
          OldResourceProperties: asStrings(live.properties) as Properties,
        },
        properties,
      );
      const isReplaced =
        physicalId !== undefined && physicalId !== live.physicalId;
      return { attributes, ...(isReplaced ? { physicalId } : {}) };
    },
    async delete(context, live) {
      await sendRequest(
        context,
        type,
        { RequestType: 'Delete', PhysicalResourceId: live.physicalId },
        live.properties,
      );
    },
  };
}

/**
 * Sends one request and waits for its response.
 *
 * @throws CustomResourceError for a failure and for a missing response, and the
 *   reason of the context's signal if that aborts first
 */
async function sendRequest(
  context: ResourceContext,
  type: string,
  details: Request,
  properties: Properties,
): Promise<CustomResourceResponse> {
  const { account, functions, responseUrls, memory, signal } = context;
  const token = asText(properties.ServiceToken);
  const timeoutMs = timeoutOf(properties) * 1000;
  const target = findFunction(account, token);
  if (!target) {
    throw new CustomResourceError(
      `Function not found: ${token} (Service: Lambda, Status Code: 404, Request ID: ${requestId()})`,
    );
  }
  signal?.throwIfAborted();
  const { RequestId, ...opened } = context.once('asked', () => ({
    RequestId: randomUUID(),
    secret: responseUrls.newSecret(),
    at: Date.now(),
  }));
  const ids = {
    StackId: context.stackId,
    RequestId,
    LogicalResourceId: context.logicalId,
  };
  if (memory.answer !== undefined) {
    return readResponse(memory.answer as string | null, ids);
  }
  const response = responseUrls.open(ids, opened, body =>
    context.once('answer', () => body),
  );
  if (!memory.invoked) {
    // The function ends by responding. Its own errors appear in its log only.
    functions
      .invokeLater(target.physicalId, {
        ...details,
        ServiceToken: token,
        ResponseURL: response.url,
        ...ids,
        ResourceType: type,
        ResourceProperties: asStrings(properties),
      })
      .then(() => context.once('invoked', () => true));
  }
  try {
    const body = await within(
      response.received,
      Math.max(0, opened.at + timeoutMs - Date.now()),
      signal,
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${ids.RequestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
    );
    return readResponse(body, ids);
  } finally {
    response.close();
  }
}

function timeoutOf(properties: Properties): number {
  const seconds = asNumber(properties.ServiceTimeout) ?? defaultTimeoutS;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) {
    return seconds;
  }
  throw new CustomResourceError(
    `ServiceTimeout: ${seconds} is not valid. Use a whole number of seconds from 1 to 3600.`,
  );
}

async function within<T>(
  promise: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  timeoutMessage: string,
): Promise<T> {
  const settled = new AbortController();
  const signals = [settled.signal, ...(signal ? [signal] : [])];
  const timeout = delay(timeoutMs, undefined, {
    signal: AbortSignal.any(signals),
  }).then(
    () => {
      throw new CustomResourceError(timeoutMessage);
    },
    () => {
      throw signal?.reason ?? settled.signal.reason;
    },
  );
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    settled.abort();
  }
}

/** CloudFormation passes numbers and booleans to a custom resource as strings. */
function asStrings(value: Value): Value {
  if (Array.isArray(value)) return value.map(asStrings);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, asStrings(item)]),
    );
  }
  return value === null ? null : String(value);
}
