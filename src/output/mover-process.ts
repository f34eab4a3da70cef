// The process that `mover.ts` starts.
import { serveMoves } from './mover-service.ts';

void serveMoves();
