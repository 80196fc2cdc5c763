using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml.Linq;
using JieSuJiBan.Runtime.Vault;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace JieSuJiBan.Web.Security;

/// <summary>Seals the secret of a protection key under the master key, so that a copy of the database signs nobody in.</summary>
internal sealed class RingEncryptor(MasterKeys keys) : IXmlEncryptor
{
    /// <summary>What the master key seals here.</summary>
    internal const string Purpose = "protection ring";

    /// <summary>Where it lies in the key.</summary>
    internal const string Element = "sealed";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new(new XElement(Element, Convert.ToBase64String(keys.Protect(Purpose, plain))), typeof(RingDecryptor));
    }
}

/// <summary>Opens what <see cref="RingEncryptor"/> sealed; made by the framework, which hands it the services.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by the framework from the name in the key.")]
internal sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var plain = services.GetRequiredService<MasterKeys>().Unprotect(RingEncryptor.Purpose, Convert.FromBase64String(encryptedElement.Value));
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
