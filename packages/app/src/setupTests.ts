import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A shared machine may take its time: a test waits for what it expects, not for a second.
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(60_000);
