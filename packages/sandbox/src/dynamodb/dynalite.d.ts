declare module 'dynalite' {
  import { Server } from 'node:http';

  /**
   * Creates a DynamoDB server. It handles `request` events even if it does not
   * listen.
   */
  export default function dynalite(options: {
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    /** Folder of the LevelDB. @defaultValue in memory */
    path?: string;
  }): Server;
}
