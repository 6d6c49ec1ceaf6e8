# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services and operations the server answers. A new one is added here; none may be lost."""

from __future__ import annotations

from typing import ClassVar

import omero.api
import pytest

import omero
from omero_embedded.services import STATEFUL, STATELESS
from omero_embedded.services.base import Service
from omero_embedded.services.factory import SessionServant
from omero_embedded.wire.signatures import operations_of

STATELESS_OPERATIONS = {
    "omero.api.IAdmin": """
        addGroupOwners addGroups canUpdate changePassword changePasswordWithOldPassword
        changePermissions changeUserPassword containedExperimenters containedGroups
        createExperimenter createExperimenterWithPassword createGroup
        createRestrictedSystemUser createRestrictedSystemUserWithPassword
        createSystemUser createUser deleteExperimenter deleteGroup getAdminPrivileges
        getAdminsWithPrivileges getCurrentAdminPrivileges getDefaultGroup
        getEventContext getExperimenter getGroup getLeaderOfGroupIds getMemberOfGroupIds
        getMyUserPhotos getSecurityRoles lookupExperimenter lookupExperimenters
        lookupGroup lookupGroups lookupLdapAuthExperimenter lookupLdapAuthExperimenters
        removeGroupOwners removeGroups setAdminPrivileges setDefaultGroup setGroupOwner
        synchronizeLoginCache unsetGroupOwner updateExperimenter
        updateExperimenterWithPassword updateGroup updateSelf uploadMyUserPhoto
    """,
    "omero.api.IConfig": """
        getClientConfigDefaults getClientConfigValues getConfigDefaults getConfigValue
        getConfigValues getDatabaseTime getDatabaseUuid getServerTime getVersion
        setConfigValue setConfigValueIfEquals
    """,
    "omero.api.IContainer": """
        createDataObject createDataObjects findContainerHierarchies getCollectionCount
        getImages getImagesByOptions getImagesBySplitFilesets getUserImages link
        loadContainerHierarchy retrieveCollection unlink updateDataObject
        updateDataObjects
    """,
    "omero.api.ILdap": """
        discover discoverGroups getSetting searchAll
    """,
    "omero.api.IMetadata": """
        countAnnotationsUsedNotOwned countSpecifiedAnnotations getTaggedObjectsCount
        loadAnnotation loadAnnotations loadAnnotationsUsedNotOwned
        loadChannelAcquisitionData loadInstrument loadLogFiles loadSpecifiedAnnotations
        loadSpecifiedAnnotationsLinkedTo loadTagContent loadTagSets
    """,
    "omero.api.IPixels": """
        createImage getAllEnumerations getBitDepth getEnumeration loadRndSettings
        retrieveAllRndSettings retrievePixDescription retrieveRndSettings
        retrieveRndSettingsFor saveRndSettings setChannelGlobalMinMax
    """,
    "omero.api.IQuery": """
        find findAll findAllByExample findAllByFullText findAllByQuery findAllByString
        findByExample findByQuery findByString get projection refresh
    """,
    "omero.api.IRenderingSettings": """
        applySettingsToDataset applySettingsToImage applySettingsToImages
        applySettingsToPixels applySettingsToProject applySettingsToSet
        createNewRenderingDef getRenderingSettings resetDefaultsByOwnerInSet
        resetDefaultsForPixels resetDefaultsInDataset resetDefaultsInImage
        resetDefaultsInSet resetMinMaxInSet sanityCheckPixels setOriginalSettingsInSet
    """,
    "omero.api.IRepositoryInfo": """
        getFreeSpaceInKilobytes getUsageFraction getUsedSpaceInKilobytes
        removeUnusedFiles sanityCheckRepository
    """,
    "omero.api.IRoi": """
        findByImage findByPlane findByRoi getRoiMeasurements getShapeStatsRestricted
    """,
    "omero.api.IScript": """
        canRunScript getParams getScriptID getScripts getScriptsByMimetype
        getUserScripts
    """,
    "omero.api.ISession": """
        closeSession createSessionWithTimeout createSessionWithTimeouts
        createUserSession getInput getInputKeys getInputs getMyOpenAgentSessions
        getMyOpenClientSessions getMyOpenSessions getOutput getOutputKeys getOutputs
        getReferenceCount getSession setInput setOutput
    """,
    "omero.api.IShare": """
        activate deactivate getCommentCount getContents getMemberCount getMemberShares
        getMemberSharesFor getOwnShares getShare getSharesOwnedBy
    """,
    "omero.api.ITimeline": """
        countByPeriod getByPeriod getEventLogsByPeriod getMostRecentAnnotationLinks
        getMostRecentObjects getMostRecentShareCommentLinks
    """,
    "omero.api.ITypes": """
        allEnumerations createEnumeration deleteEnumeration getAnnotationTypes
        getEnumeration getEnumerationTypes getEnumerationsWithEntries
        getOriginalEnumerations resetEnumerations updateEnumeration updateEnumerations
    """,
    "omero.api.IUpdate": """
        deleteObject indexObject saveAndReturnArray saveAndReturnIds saveAndReturnObject
        saveArray saveCollection saveObject
    """,
    "omero.grid.SharedResources": """
        acquireProcessor addProcessor areTablesEnabled getScriptRepository newTable
        openTable removeProcessor repositories
    """,
}

STATEFUL_OPERATIONS = {
    "omero.api.RawFileStore": """
        activate close exists getCurrentEventContext getFileId passivate read save
        setFileId size truncate write
    """,
    "omero.api.RawPixelsStore": """
        activate calculateMessageDigest close findMinMax getByteWidth getCol
        getCurrentEventContext getHistogram getHypercube getPixelsId getPlane
        getPlaneOffset getPlaneSize getResolutionDescriptions getResolutionLevel
        getResolutionLevels getRow getRowOffset getRowSize getStack getStackOffset
        getStackSize getTile getTileSize getTimepoint getTimepointOffset
        getTimepointSize getTotalSize isFloat isSigned passivate prepare
        requiresPixelsPyramid save setPixelsId setPlane setResolutionLevel setRow
        setStack setTile
    """,
    "omero.api.RenderingEngine": """
        activate addCodomainMap addCodomainMapToChannel close getAvailableFamilies getAvailableModels
        getChannelCurveCoefficient getChannelFamily getChannelLookupTable
        getChannelNoiseReduction getChannelStats getChannelWindowEnd
        getChannelWindowStart getCodomainMapContext getCompressionLevel
        getCurrentEventContext getDefaultT getDefaultZ getModel getPixels
        getPixelsTypeLowerBound getPixelsTypeUpperBound getQuantumDef getRGBA
        getRenderingDefId getResolutionDescriptions getResolutionLevel
        getResolutionLevels getTileSize isActive isPixelsTypeSigned load
        loadRenderingDef lookupPixels lookupRenderingDef passivate
        removeCodomainMap removeCodomainMapFromChannel render renderAsPackedInt renderCompressed
        renderProjectedCompressed requiresPixelsPyramid resetDefaultSettings
        saveAsNewSettings saveCurrentSettings setActive setChannelLookupTable
        setChannelWindow setCodomainInterval setCompressionLevel setDefaultT setDefaultZ
        setModel setQuantizationMap setQuantumStrategy setRGBA setResolutionLevel
        updateSettings
    """,
    "omero.api.Search": """
        activate activeQueries addOrderByAsc addOrderByDesc allTypes byFullText
        byHqlQuery byLuceneQueryBuilder bySomeMustNone clearQueries close fetchAlso
        fetchAnnotations getBatchSize getCurrentEventContext hasNext
        isAllowLeadingWildcard isCaseSensitive isMergedBatches isReturnUnloaded
        isUseProjections next onlyCreatedBetween onlyIds onlyOwnedBy onlyType onlyTypes
        passivate resetDefaults results setAllowLeadingWildcard setBatchSize
        setCaseSensitive setCaseSentivice setMergedBatches setReturnUnloaded
        setUseProjections unordered
    """,
    "omero.api.ThumbnailStore": """
        activate close createThumbnail createThumbnails createThumbnailsByLongestSideSet
        getCurrentEventContext getRenderingDefId getThumbnail getThumbnailByLongestSide
        getThumbnailByLongestSideDirect getThumbnailByLongestSideSet getThumbnailDirect
        getThumbnailForSectionByLongestSideDirect getThumbnailForSectionDirect
        getThumbnailSet getThumbnailWithoutDefault isInProgress passivate resetDefaults
        setPixelsId setRenderingDefId thumbnailExists
    """,
}

SESSION_OPERATIONS = """
    activeServices closeOnDestroy createByName createExporter createJobHandle
    createRawFileStore createRawPixelsStore createRenderingEngine
    createSearchService createThumbnailStore destroy detachOnDestroy getAdminService
    getByName getConfigService getContainerService getLdapService getMetadataService
    getPixelsService getProjectionService getQueryService
    getRenderingSettingsService getRepositoryInfoService getRoiService
    getScriptService getSecurityContexts getSessionService getShareService
    getTimelineService getTypesService getUpdateService keepAlive keepAllAlive
    setCallback setSecurityContext setSecurityPassword sharedResources subscribe
"""


def answered(service: type, interface: type) -> set[str]:
    return {o.name for o in operations_of(interface) if callable(getattr(service, o.method, None))}


@pytest.mark.parametrize(
    ("registered", "expected"),
    [(STATELESS, STATELESS_OPERATIONS), (STATEFUL, STATEFUL_OPERATIONS)],
    ids=["stateless", "stateful"],
)
def test_every_service_is_registered_with_its_operations(registered, expected):
    found = {name: answered(service, service.interface) for name, service in registered.items()}
    assert found == {name: set(operations.split()) for name, operations in expected.items()}


def test_a_session_opens_every_service_that_there_is():
    # `submit` is answered by the front, which starts commands.
    assert answered(SessionServant, omero.api.ServiceFactory) == set(SESSION_OPERATIONS.split())
    assert {o.name for o in operations_of(omero.api.ServiceFactory)} == {
        *SESSION_OPERATIONS.split(),
        "submit",
    }


def test_no_method_of_a_service_is_outside_of_its_interface():
    cases: list[tuple[type, type]] = [
        (service, service.interface) for service in (*STATELESS.values(), *STATEFUL.values())
    ]
    cases.append((SessionServant, omero.api.ServiceFactory))
    for service, interface in cases:
        known = {operation.method for operation in operations_of(interface)}
        public = {n for n in dir(service) if not n.startswith("_") and callable(getattr(service, n))}
        assert public - {"interface"} <= known, service


def test_every_operation_of_every_service_has_a_definition_that_we_can_read():
    for service in (*STATELESS.values(), *STATEFUL.values()):
        names = {operation.name for operation in operations_of(service.interface)}
        assert names, service.interface
    assert "close" in {o.name for o in operations_of(omero.api.RawFileStore)}
    void = {o.name: o.void for o in operations_of(omero.api.IUpdate)}
    assert void["saveObject"]
    assert not void["saveAndReturnObject"]


def test_two_services_cannot_answer_for_one_interface():
    with pytest.raises(TypeError, match=r"Query answers omero\.api\.IQuery already"):

        class Another(Service):
            interface: ClassVar[type] = omero.api.IQuery

    assert STATELESS["omero.api.IQuery"].__name__ == "Query"


def test_what_is_not_implemented_says_so(omero_server):
    client = omero_server.client()
    try:
        says_so = "{} is not implemented by the embedded server"
        for name, open_or_call in {
            "omero.api.IProjection": client.sf.getProjectionService,
            "omero.api.Exporter": client.sf.createExporter,
            "omero.api.JobHandle": client.sf.createJobHandle,
            "omero.api.IAdmin.moveToCommonSpace": lambda: client.sf.getAdminService().moveToCommonSpace([]),
        }.items():
            with pytest.raises(omero.InternalException) as refused:
                open_or_call()
            assert refused.value.message == says_so.format(name)
        with pytest.raises(omero.ApiUsageException, match=r"omero\.api\.IProjection is an unknown"):
            client.sf.getByName("omero.api.IProjection")
        response = client.submit(omero.cmd.FindPyramids(), failonerror=False).getResponse()
        assert isinstance(response, omero.cmd.ERR)
        assert "not implemented" in response.parameters["message"]
    finally:
        client.closeSession()


@pytest.mark.parametrize("name", ["_or", "_and", "_not"])
def test_operations_that_are_called_like_words_of_python_are_answered_too(omero_root, name):
    search = omero_root.sf.createSearchService()
    with pytest.raises(omero.InternalException, match="not implemented by the embedded server"):
        getattr(omero.api.SearchPrx.uncheckedCast(search.ice_invocationTimeout(20_000)), name)()
    search.close()
