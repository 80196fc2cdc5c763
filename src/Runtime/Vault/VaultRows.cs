using NodaTime;

namespace JieSuJiBan.Runtime.Vault;

public sealed record VaultKeyRow(Guid KeyId, string SubjectId, byte[] WrappedKey, Instant CreatedAt);

public sealed record VaultRow(Guid VaultId, Guid KeyId, string SubjectId, string Purpose, byte[] Nonce, byte[] Ciphertext, Instant CreatedAt);
