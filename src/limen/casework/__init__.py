"""What state is a case in, and what may happen next?

Rules of the room: states and acts are tables, free of any jurisdiction; which acts exist on a route, who may take them
and what freezes them comes from the route's file. Nothing here knows who the officer is: `office.authority` joins that.

>>> from limen.casework import arrival
>>> arrival.KIND.act("admit").to_state
'admitted'
"""

from limen.casework.arrival import KIND as ARRIVAL
from limen.casework.engine import Availability, CaseKind, RouteAct, Situation, allowed

__all__ = ["ARRIVAL", "Availability", "CaseKind", "RouteAct", "Situation", "allowed"]
