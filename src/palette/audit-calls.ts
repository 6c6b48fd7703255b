// The calls of Palette's audit. A run can do without them: each is sent once, and its failure says nothing of the rest of Palette.
import { decodeAudits } from './decode-audits.ts';
import type { PaletteClient } from './port.ts';
import type { Sender } from './send.ts';

export function auditCalls(sender: Sender): Pick<PaletteClient, 'readAudits' | 'noteAudit'> {
  return {
    readAudits: async (uid, { projectUid }) => {
      const query = new URLSearchParams({ resourceUid: uid, limit: '50' }).toString();
      const { value } = await sender.send({
        method: 'GET',
        path: `/v1/audits?${query}`,
        projectUid,
        isRead: true,
        isOptional: true,
        decode: decodeAudits,
      });
      return value;
    },
    noteAudit: async (uid, { projectUid }, note) => {
      await sender.send({
        method: 'PATCH',
        path: `/v1/audits/${encodeURIComponent(uid)}/userMsg`,
        projectUid,
        body: { userMsg: note },
        isRead: false,
        isOptional: true,
        decode: () => null,
      });
    },
  };
}
