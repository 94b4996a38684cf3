declare module 'dynalite' {
  import { Server } from 'node:http';

  /** Makes a DynamoDB server; it need not listen to answer `request` events. */
  export default function dynalite(options: {
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    /** Folder of the LevelDB; in memory by default. */
    path?: string;
  }): Server;
}
