"""The API that clients of yente know, answered by this node: who moves here changes an address.

Field names, paths and the meaning of parameters are those of yente, the open API of OpenSanctions (MIT licence), as its clients use them. A
parameter works as they expect or is refused with a reason; it is never taken and forgotten. ``docs/how-to/migrate-from-yente.md`` lists
every difference. What comes beyond, the age of each list among it, stands under the key ``comity``.
"""

from comity.web.compat.ports import Screened, Screening
from comity.web.compat.router import compat_router

__all__ = ["Screened", "Screening", "compat_router"]
