"""From credentials to the viewer: one place for every door."""

from hmac import compare_digest

from gql.errors import Forbidden, TokenInvalid, UserDisabled, UserMismatched
from gql.identity.credentials import Credentials
from gql.identity.model import ENABLED, Viewer
from gql.identity.repository import Account, UserRepository


class Authenticator:
    """Finds the viewer of a request in the order of new-api's own checks."""

    def __init__(self, users: UserRepository) -> None:
        self._users = users

    async def viewer(self, credentials: Credentials, *, user_required: bool) -> Viewer:
        """Find the user that the credentials belong to.

        Args:
            credentials: as the request carries them.
            user_required: whether `New-Api-User` must be sent; where it is sent, it must match.

        Raises:
            Unauthenticated: nobody, or a disabled user; its subclasses tell which.
            Forbidden: a guest, whose role is 0.
            Unavailable: the users can't be read.
        """
        token = credentials.token()
        accounts = await self._users.by_token(token)
        account = next((a for a in accounts if compare_digest(a.access_token, token) and not a.deleted), None)
        if account is None:
            raise TokenInvalid
        claimed = credentials.user_id(required=user_required)
        if claimed is not None and claimed != account.user.id:
            raise UserMismatched
        return admitted(account)


def admitted(account: Account) -> Viewer:
    """Let the owner of a token in.

    Raises:
        UserDisabled: their status is not 1.
        Forbidden: a guest, whose role is 0.
    """
    if account.status != ENABLED:
        raise UserDisabled
    if account.user.role is None:
        raise Forbidden
    return Viewer(account.user, account.user.role)
