import { main } from './main';
import { processIo } from './lib/io';

// The exit code is set, not forced: what is still on its way to stdout gets there.
main(process.argv.slice(2), processIo()).then(code => {
  process.exitCode = code;
});
