import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';

/** One item of the table. */
export type Item = { id: string; name: string; createdAt: string };

/** Items in a DynamoDB table. */
export type Store = ReturnType<typeof createStore>;

/**
 * @param tableName - name of a table whose key is the string `id`
 * @throws Error if the name is missing. The template sets it as TABLE_NAME
 */
export function createStore(tableName: string | undefined) {
  if (!tableName) {
    throw new Error('TABLE_NAME is not set.');
  }
  const client = DynamoDBDocumentClient.from(
    // If a route is missing, a call from the VPC hangs until the function times out. Fail earlier, with a reason.
    new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
    }),
  );
  const table = { TableName: tableName };

  return {
    async put(item: Item): Promise<void> {
      await client.send(new PutCommand({ ...table, Item: item }));
    },

    async get(id: string): Promise<Item | undefined> {
      const { Item: item } = await client.send(new GetCommand({ ...table, Key: { id } }));
      return item as Item | undefined;
    },

    /** Deletes an item. @returns whether the item existed */
    async remove(id: string): Promise<boolean> {
      const { Attributes: old } = await client.send(
        new DeleteCommand({ ...table, Key: { id }, ReturnValues: 'ALL_OLD' }),
      );
      return old !== undefined;
    },

    /** Returns one page of items, unordered. `after` is the last id of the previous page. */
    async list(limit: number, after?: string): Promise<{ items: Item[]; next?: string }> {
      const { Items: items = [], LastEvaluatedKey: last } = await client.send(
        new ScanCommand({
          ...table,
          Limit: limit,
          ...(after ? { ExclusiveStartKey: { id: after } } : {}),
        }),
      );
      return { items: items as Item[], ...(last ? { next: last.id as string } : {}) };
    },

    /** Checks that the table responds: reads a key that no item has. */
    async ping(signal: AbortSignal): Promise<void> {
      await client.send(new GetCommand({ ...table, Key: { id: '-' } }), { abortSignal: signal });
    },
  };
}
