// Moved to test/architecture. This folder goes once nothing names it any more.
import '../architecture/architecture.test.ts';
