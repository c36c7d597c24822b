// The reads with the viewer of a token and the totals kept for a second.
import { LRUCache } from 'lru-cache'

const OPTIONS = { max: 10_000, ttl: 1000 }

export function cached (reads) {
  const viewers = new LRUCache({ ...OPTIONS, memoMethod: reads.viewer })
  const totals = new LRUCache({ ...OPTIONS, memoMethod: key => reads.count(JSON.parse(key)) })
  return {
    ...reads,
    viewer: token => viewers.memo(token),
    count: filters => totals.memo(JSON.stringify(filters))
  }
}
