// Run before each test file (vitest.config.ts).
import { afterEach } from 'vitest';
import { closeLeftovers } from './leftovers.ts';

afterEach(closeLeftovers);
