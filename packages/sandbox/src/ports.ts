import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';

/** Converts `EADDRINUSE` and `EACCES` to an error with the fix. */
export function explainPort(port: number, first: number) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    const problem =
      error.code === 'EACCES' ? 'needs more privileges' : 'is in use';
    throw Object.assign(
      new Error(
        `Port ${port} ${problem}. The sandbox needs the ports ${first} to ${
          first + 2
        }. Stop the program that uses the port, or start the sandbox with another port (0 selects free ports)`,
        { cause: error },
      ),
      { code: error.code },
    );
  };
}

/** Listens on loopback. Resolves with the port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}

/** Closes a server and its connections. */
export function closeServer(server: HttpServer): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
