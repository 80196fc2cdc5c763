using System.Xml.Linq;
using JieSuJiBan.Runtime.Schema;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace JieSuJiBan.Web.Security;

/// <summary>
/// Keeps the keys of cookies and tokens in the database, so that any node reads what another wrote. Only keys whose secret is sealed under the
/// master key are read: one in clear is an older version's, or somebody's who can write to the database and would sign in as whom he likes.
/// Not the repository of Microsoft.AspNetCore.DataProtection.EntityFrameworkCore, because that reads every key, also one in clear, and keeps the
/// names of classes in the database.
/// </summary>
internal sealed class ProtectionKeys(IServiceScopeFactory scopes, ILogger<ProtectionKeys> log) : IXmlRepository
{
    // In the database the way of sealing has a name that no renaming of a class changes.
    private const string SealName = "master-key";

    private static readonly XName Secret = XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var store = scope.ServiceProvider.GetRequiredService<JsjbDbContext>();
        var read = new List<XElement>();
        foreach (var row in store.ProtectionKeys.AsNoTracking().OrderBy(key => key.Name).AsEnumerable())
        {
            var element = XElement.Parse(row.Xml);
            if (element.Name.LocalName == "key" && !IsSealed(element))
            {
                log.LogWarning("Protection key {Name} is not sealed under the master key: what it signed is refused", row.Name);
                continue;
            }

            foreach (var secret in element.Descendants(Secret)) secret.SetAttributeValue("decryptorType", typeof(RingDecryptor).AssemblyQualifiedName);
            read.Add(element);
        }

        return read;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var kept = new XElement(element);
        foreach (var secret in kept.Descendants(Secret)) secret.SetAttributeValue("decryptorType", SealName);
        using var scope = scopes.CreateScope();
        var store = scope.ServiceProvider.GetRequiredService<JsjbDbContext>();
        store.ProtectionKeys.Add(new() { Name = friendlyName, Xml = kept.ToString(SaveOptions.DisableFormatting) });
        store.SaveChanges();
    }

    private static bool IsSealed(XElement key) =>
        key.Descendants(Secret).ToArray() is [var secret] && (string?)secret.Attribute("decryptorType") == SealName
        && key.Descendants().All(part => !part.Name.LocalName.Equals("masterKey", StringComparison.OrdinalIgnoreCase));
}
