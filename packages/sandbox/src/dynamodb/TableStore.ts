import { setTimeout } from 'node:timers/promises';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  CreateTableCommand,
  CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  DescribeTableCommand,
  ProvisionedThroughput,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { Identity, Properties, Value } from '../account/Account';
import { asMap, asNumber } from '../account/values';
import { HandlerError, TablePort } from '../resources/contract';

/**
 * Access key of the sandbox's own requests. Faults do not apply to them, and
 * they are not counted.
 */
const ownKey = 'sandbox-itself';

/** DynamoDB: dynalite behind the sandbox's endpoint. */
export class TableStore implements TablePort {
  private readonly server: Server;
  private client?: DynamoDBClient;

  constructor(
    private readonly o: {
      identity: Identity;
      endpointUrl: () => string;
      /** Folder in which the tables survive the process. @defaultValue in memory only */
      folder?: string;
    },
  ) {
    this.server = withIdentity(o.identity, () =>
      dynalite({
        createTableMs: 0,
        deleteTableMs: 0,
        updateTableMs: 0,
        path: o.folder,
      }),
    );
  }

  /** Handles a DynamoDB request. The body must not have been read. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.server.emit('request', request, response);
  }

  /** Whether {@link TableStore.create} or {@link TableStore.delete} sent a request. */
  isOwn({ headers }: IncomingMessage): boolean {
    return headers.authorization?.includes(`Credential=${ownKey}/`) ?? false;
  }

  async create(
    name: string,
    properties: Properties,
    isNew: boolean,
  ): Promise<void> {
    const input = {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      BillingMode: properties.BillingMode,
      ProvisionedThroughput: throughput(properties.ProvisionedThroughput),
      LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
      GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
    } as unknown as CreateTableCommandInput;
    await this.send(client =>
      client.send(new CreateTableCommand(input)).catch(error => {
        if (isNew || error.name !== 'ResourceInUseException') throw error;
      }),
    );
    await this.send(async client => {
      const describe = new DescribeTableCommand({ TableName: name });
      while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE') {
        await setTimeout(5);
      }
    });
  }

  async delete(name: string): Promise<void> {
    await this.send(client =>
      client.send(new DeleteTableCommand({ TableName: name })).catch(error => {
        if (error.name !== 'ResourceNotFoundException') throw error;
      }),
    );
  }

  /** Closes the database. */
  async close(): Promise<void> {
    this.client?.destroy();
    // dynalite closes its database only when a listening server closes, so it
    // listens first.
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () =>
        this.server.close(error => (error ? reject(error) : resolve())),
      );
    });
  }

  private async send(
    call: (client: DynamoDBClient) => Promise<unknown>,
  ): Promise<void> {
    this.client ??= new DynamoDBClient({
      endpoint: this.o.endpointUrl(),
      region: this.o.identity.region,
      credentials: { accessKeyId: ownKey, secretAccessKey: ownKey },
      maxAttempts: 1,
      // The server may close an idle connection at the moment at which the
      // client reuses it.
      requestHandler: { httpAgent: { keepAlive: false } },
    });
    try {
      await call(this.client);
    } catch (error) {
      if (error instanceof DynamoDBServiceException) {
        throw new HandlerError(error.message);
      }
      throw error;
    }
  }
}

/**
 * Calls a function with an account and a region in the environment variables:
 * dynalite reads those of its ARNs only from there, when it is created.
 */
function withIdentity<T>({ accountId, region }: Identity, call: () => T): T {
  const given = { AWS_ACCOUNT_ID: accountId, AWS_REGION: region };
  const names = Object.keys(given) as Array<keyof typeof given>;
  const before = names.map(name => process.env[name]);
  Object.assign(process.env, given);
  try {
    return call();
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    });
  }
}

/** CloudFormation accepts numbers as strings, DynamoDB does not. */
function throughput(
  value: Value | undefined,
): ProvisionedThroughput | undefined {
  if (value === undefined) return undefined;
  const { ReadCapacityUnits, WriteCapacityUnits } = asMap(value);
  return {
    ReadCapacityUnits: asNumber(ReadCapacityUnits),
    WriteCapacityUnits: asNumber(WriteCapacityUnits),
  };
}

function indexes(value: Value | undefined) {
  if (!Array.isArray(value)) return undefined;
  return value.map(item => ({
    ...asMap(item),
    ProvisionedThroughput: throughput(asMap(item).ProvisionedThroughput),
  }));
}
