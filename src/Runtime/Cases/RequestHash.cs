using System.Security.Cryptography;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>
/// Digest of what was asked, the same when the same request is sent again: without what the door makes anew each time (case id, serial,
/// definition version, instant), and with keyed fingerprints in place of sealed references.
/// </summary>
internal static class RequestHash
{
    public static byte[] Of(Stimulus stimulus, SealedWords? words)
    {
        var input = stimulus.Input is StartCase start
            ? InputSerializer.ToValue(start with { DefinitionHash = "", Arguments = start.Arguments.Without("serial") })
            : InputSerializer.ToValue(stimulus.Input).With("caseId", Value.Of(stimulus.CaseId.ToString()));
        var request = Value.Object(("actor", Value.Of(stimulus.Actor.Id)), ("input", words is null ? input : Unsealed(input, words)));
        return SHA256.HashData(CanonicalJson.ToBytes(request));
    }

    private static Value Unsealed(Value value, SealedWords words) => value.Kind switch
    {
        ValueKind.Array => Value.Of(value.Items.Select(item => Unsealed(item, words))),
        ValueKind.Object when Sealed.From(value) is { } reference && words.FingerprintOf(reference.Id) is { } fingerprint => Value.Of(fingerprint),
        ValueKind.Object => Value.Object(value.MembersByName.Select(member => KeyValuePair.Create(member.Key, Unsealed(member.Value, words)))),
        _ => value,
    };
}
