// Properties with a fixed seed, so that no run fails by chance. `CLONEFORM_SEED` and `RUNS` look further; so does `npm run fuzz`.
import process from 'node:process';
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['CLONEFORM_SEED'] ?? 20_261_125) });

export { fc };
